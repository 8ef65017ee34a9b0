import { AzurermProvider } from "@cdktf/provider-azurerm/lib/provider";
import type { RoleAssignment } from "@cdktf/provider-azurerm/lib/role-assignment";
import { TerraformIterator, TerraformOutput, type TerraformStack, TerraformVariable } from "cdktf";
import { PullRoleAssignment, type PullRoleAssignmentProps, RegistryRoleAssignmentMode } from "../../../src";
import { complaint, emptyStack, listVariable, SEE_RULES, synthesize, variable } from "../../support/stack";
import { OBJECT_ID, REGISTRY_ID } from "../../support/values";

const PROPS = { registryId: REGISTRY_ID, principalId: OBJECT_ID };
const EXISTING = `${REGISTRY_ID}/providers/Microsoft.Authorization/roleAssignments/aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee`;
const { RBAC, ABAC, EITHER } = RegistryRoleAssignmentMode;

const ASSIGNMENT = {
  scope: REGISTRY_ID,
  principal_id: OBJECT_ID,
  principal_type: "ServicePrincipal",
  skip_service_principal_aad_check: true,
  lifecycle: { ignore_changes: ["description", "skip_service_principal_aad_check"] },
};
const READER = { ...ASSIGNMENT, role_definition_name: "Container Registry Repository Reader" };

let stack: TerraformStack;

beforeEach(() => {
  stack = emptyStack();
});

function resourcesOf(props: Partial<PullRoleAssignmentProps>) {
  const stack = emptyStack();
  new PullRoleAssignment(stack, "pull", { ...PROPS, ...props });
  return synthesize(stack).resource;
}

const ACR_PULL = { ...ASSIGNMENT, role_definition_name: "AcrPull" };

test.each([
  [undefined, { pull: ACR_PULL, pull_RepositoryReader: READER }],
  [EITHER, { pull: ACR_PULL, pull_RepositoryReader: READER }],
  [RBAC, { pull: ACR_PULL }],
  [ABAC, { pull_RepositoryReader: READER }],
])(
  "assigns the pull-only roles of the modes that the registry may be in, on it alone (%s)",
  (roleAssignmentMode, assignments) => {
    expect(resourcesOf({ roleAssignmentMode })).toEqual({ azurerm_role_assignment: assignments });
    const grant = new PullRoleAssignment(stack, "pull", { ...PROPS, roleAssignmentMode });
    new TerraformOutput(stack, "grant", { value: [...grant.roleAssignmentIds, ...grant.requires.map(({ fqn }) => fqn)] });
    const names = Object.keys(assignments).map((name) => `azurerm_role_assignment.${name}`);
    expect(synthesize(stack).output.grant.value).toEqual([
      ...names.map((name) => `\${${name}.id}`),
      ...names.map((name) => `\${${name}}`),
    ]);
    expect(grant.node.defaultChild?.node.id).toBe(roleAssignmentMode === ABAC ? "RepositoryReader" : "Default");
  },
);

test("limits repositories by the condition in Azure's documentation", () => {
  expect(resourcesOf({ roleAssignmentMode: ABAC, repositories: ["hello-world"] })).toEqual({
    azurerm_role_assignment: {
      pull_RepositoryReader: {
        ...READER,
        condition_version: "2.0",
        condition:
          "((!(ActionMatches{'Microsoft.ContainerRegistry/registries/repositories/content/read'}) AND " +
          "!(ActionMatches{'Microsoft.ContainerRegistry/registries/repositories/metadata/read'})) OR " +
          "(@Request[Microsoft.ContainerRegistry/registries/repositories:name] StringEqualsIgnoreCase 'hello-world'))",
      },
    },
  });
});

test("grants for each element of a map variable, each checked at plan", () => {
  const grants = new TerraformVariable(stack, "grants", { type: "map(object({ registry_id = string, object_id = string }))" });
  const grant = TerraformIterator.fromMap(grants.value);
  new PullRoleAssignment(stack, "pull", {
    forEach: grant,
    registryId: grant.getString("registry_id"),
    principalId: grant.getString("object_id"),
  });
  const { pull, pull_RepositoryReader } = synthesize(stack).resource.azurerm_role_assignment;
  const { ignore_changes } = ASSIGNMENT.lifecycle;
  expect(pull_RepositoryReader).toEqual({
    ...READER,
    for_each: "${var.grants}",
    scope: "${each.value.registry_id}",
    principal_id: "${each.value.object_id}",
    lifecycle: {
      ignore_changes,
      precondition: [
        {
          condition: expect.stringMatching(/^\$\{can\(regex\(".*", each\.value\.registry_id\)\)\}$/),
          error_message: expect.stringContaining("registryId must be the resource id of a container registry"),
        },
        {
          condition: expect.stringMatching(/^\$\{can\(regex\(".*", each\.value\.object_id\)\)\}$/),
          error_message: expect.stringContaining("principalId must be an object id (a GUID)"),
        },
      ],
    },
  });
  expect(pull).toEqual({ ...pull_RepositoryReader, role_definition_name: "AcrPull" });
});

test("leaves the description to others unless the default child states it", () => {
  const { defaultChild } = new PullRoleAssignment(stack, "pull", PROPS).node;
  (defaultChild as RoleAssignment).addOverride("description", "ours");
  const { pull } = synthesize(stack).resource.azurerm_role_assignment;
  expect(pull.lifecycle.ignore_changes).toEqual(["skip_service_principal_aad_check"]);
});

test("has no ids if it grants for each element", () => {
  const forEach = TerraformIterator.fromMap({ prod: { object_id: OBJECT_ID } });
  const grant = new PullRoleAssignment(stack, "pull", { ...PROPS, forEach });
  expect(grant.requires).toHaveLength(2);
  expect(() => grant.roleAssignmentIds).toThrow(
    complaint("[stack/pull] roleAssignmentIds", "build an expression from `fqn` of `requires`, such as"),
  );
});

test("assigns and imports with the given provider", () => {
  const provider = new AzurermProvider(stack, "shared", { alias: "shared", features: [{}] });
  new PullRoleAssignment(stack, "pull", { ...PROPS, provider, existingRoleAssignmentId: EXISTING });
  const json = stack.toTerraform();
  expect(json.resource.azurerm_role_assignment.pull.provider).toBe("azurerm.shared");
  expect(json.import).toEqual([{ to: "azurerm_role_assignment.pull", id: EXISTING, provider: "azurerm.shared" }]);
});

describe("the condition for repositories", () => {
  function conditionOf(repositories: string[]) {
    return resourcesOf({ roleAssignmentMode: ABAC, repositories }).azurerm_role_assignment.pull_RepositoryReader.condition;
  }

  /** Azure's own example with other names: its data actions fail unless one of the comparisons holds. */
  function documented(...comparisons: string[]): string {
    const name = "@Request[Microsoft.ContainerRegistry/registries/repositories:name]";
    return (
      "((!(ActionMatches{'Microsoft.ContainerRegistry/registries/repositories/content/read'}) AND " +
      "!(ActionMatches{'Microsoft.ContainerRegistry/registries/repositories/metadata/read'})) OR " +
      `(${comparisons.map((comparison) => `${name} ${comparison}`).join(" OR ")}))`
    );
  }

  test("keeps the slash of a prefix, so that `team` does not match `team-secret`", () => {
    expect(conditionOf(["backend/*"])).toBe(documented("StringStartsWithIgnoreCase 'backend/'"));
  });

  test.each([[["*"]], [["team/app", "*"]]])("does not exist for %j", (repositories) => {
    expect(conditionOf(repositories)).toBeUndefined();
  });

  test("has at most the length that Azure accepts", () => {
    const names = (count: number) => Array.from({ length: count }, (_, index) => `team/app${index}`);
    expect(() => conditionOf(names(75))).not.toThrow();
    expect(() => conditionOf(names(100))).toThrow(complaint("[stack/pull] repositories", "use a common prefix such as team/*"));
  });

  test.each(["contoso.azurecr.io/team/app", "contoso.azurecr.us/team/*"])("refuses the login server in %j", (name) => {
    expect(() => conditionOf([name])).toThrow(
      new Error(
        `[stack/pull] repositories must not include the login server, got '${name}'; write '${name.slice(19)}'${SEE_RULES}`,
      ),
    );
  });

  test("refuses repositories that are unknown until plan, without showing a token", () => {
    const name = variable(stack, "name");
    for (const [index, repositories] of [[name], [`team/${name}`], listVariable(stack, "names")].entries()) {
      const props = { ...PROPS, roleAssignmentMode: ABAC, repositories };
      expect(() => new PullRoleAssignment(stack, `pull-${index}`, props)).toThrow(
        new Error(
          `[stack/pull-${index}] repositories must be known at synth, since they determine the form of the permission; write them ` +
            "in the code, or pass them as context; see https://github.com/cdktf-acr-aks/cdktf-acr-aks/blob/main/docs/errors.md#known-at-synth",
        ),
      );
    }
  });
});

describe("an import", () => {
  test("is checked at plan if a variable hides the assignment or the registry", () => {
    new PullRoleAssignment(stack, "one", { ...PROPS, existingRoleAssignmentId: variable(stack, "existing") });
    const registryId = variable(stack, "registry_id");
    new PullRoleAssignment(stack, "two", { ...PROPS, registryId, existingRoleAssignmentId: EXISTING });
    const { one, two } = synthesize(stack).resource.azurerm_role_assignment;
    const scope = (existing: string, registry: string) => ({
      condition: `\${startswith(lower(${existing}), lower(join("", [${registry}, "/"])))}`,
      error_message: expect.stringContaining("existingRoleAssignmentId must be an assignment on the registry itself"),
    });
    expect(one.lifecycle.precondition).toEqual([scope("var.existing", `"${REGISTRY_ID}"`)]);
    expect(two.lifecycle.precondition).toEqual([expect.anything(), scope(`"${EXISTING}"`, "var.registry_id")]);
  });

  test("names its address without quotes in HCL, where Terraform accepts no text", () => {
    const provider = new AzurermProvider(stack, "shared", { alias: "shared", features: [{}] });
    new PullRoleAssignment(stack, "pull", { ...PROPS, provider, existingRoleAssignmentId: EXISTING });
    const { hcl } = stack.toHclTerraform();
    expect(hcl).toMatch(/import \{\s+to\s*= azurerm_role_assignment\.pull\s/);
    expect(hcl).toMatch(/provider\s*= azurerm\.shared\s/);
    expect(hcl).toContain(`"${EXISTING}"`);
  });
});
