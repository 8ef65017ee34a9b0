import { AzurermProvider } from "@cdktf/provider-azurerm/lib/provider";
import { TerraformIterator, TerraformOutput, TerraformVariable } from "cdktf";
import { PullRoleAssignment, type PullRoleAssignmentProps, RegistryPermissionMode } from "../../../../src";
import { emptyStack, synthesize, warnings } from "../../../support/stack";
import { OBJECT_ID, REGISTRY_ID } from "../../../support/values";

const PROPS = { registryId: REGISTRY_ID, principalObjectId: OBJECT_ID };
const EXISTING = `${REGISTRY_ID}/providers/Microsoft.Authorization/roleAssignments/aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee`;
const { RBAC, ABAC, MIGRATING } = RegistryPermissionMode;

const ASSIGNMENT = {
  scope: REGISTRY_ID,
  principal_id: OBJECT_ID,
  principal_type: "ServicePrincipal",
  skip_service_principal_aad_check: true,
  lifecycle: { ignore_changes: ["skip_service_principal_aad_check"] },
};
const READER = { ...ASSIGNMENT, role_definition_name: "Container Registry Repository Reader" };

function resourcesOf(props: Partial<PullRoleAssignmentProps>) {
  const stack = emptyStack();
  new PullRoleAssignment(stack, "pull", { ...PROPS, ...props });
  return synthesize(stack).resource;
}

test.each([{}, { permissionMode: RBAC }])(
  "assigns AcrPull to the identity, on the registry and nothing above it, for %j",
  (props) => {
    expect(resourcesOf(props)).toEqual({
      azurerm_role_assignment: { pull: { ...ASSIGNMENT, role_definition_name: "AcrPull" } },
    });
  },
);

test("assigns the role that a registry in ABAC mode honours", () => {
  expect(resourcesOf({ permissionMode: ABAC })).toEqual({ azurerm_role_assignment: { pull_RepositoryReader: READER } });
});

test("assigns both roles while a registry migrates, and whoever waits for one waits for both", () => {
  expect(resourcesOf({ permissionMode: MIGRATING })).toEqual({
    azurerm_role_assignment: {
      pull_RepositoryReader: READER,
      pull: {
        ...ASSIGNMENT,
        role_definition_name: "AcrPull",
        depends_on: ["azurerm_role_assignment.pull_RepositoryReader"],
      },
    },
  });
});

test.each([
  [RBAC, "pull"],
  [ABAC, "pull_RepositoryReader"],
  [MIGRATING, "pull"],
])("tells the assignment that stays or comes last (%s)", (permissionMode, name) => {
  const stack = emptyStack();
  const grant = new PullRoleAssignment(stack, "pull", { ...PROPS, permissionMode });
  new TerraformOutput(stack, "grant", { value: [grant.roleAssignmentId, grant.fqn] });
  expect(synthesize(stack).output.grant.value).toEqual([
    `\${azurerm_role_assignment.${name}.id}`,
    `\${azurerm_role_assignment.${name}}`,
  ]);
  expect(grant.node.defaultChild?.node.id).toBe(name === "pull" ? "Default" : "RepositoryReader");
});

test("allows some repositories by the condition of Azure's documentation", () => {
  expect(resourcesOf({ permissionMode: ABAC, repositories: ["hello-world"] })).toEqual({
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

test("needs no condition for all repositories", () => {
  expect(resourcesOf({ permissionMode: ABAC, repositories: ["*"] })).toEqual(resourcesOf({ permissionMode: ABAC }));
});

test("warns that a condition limits nothing before the migration is over", () => {
  const stack = emptyStack();
  new PullRoleAssignment(stack, "all", { ...PROPS, permissionMode: MIGRATING });
  new PullRoleAssignment(stack, "limited", { ...PROPS, permissionMode: ABAC, repositories: ["team/app"] });
  expect(warnings(stack)).toEqual([]);
  new PullRoleAssignment(stack, "early", { ...PROPS, permissionMode: MIGRATING, repositories: ["team/app"] });
  expect(warnings(stack)).toEqual([expect.stringContaining("[stack/early] repositories limit nothing")]);
  const assignments = synthesize(stack).resource.azurerm_role_assignment;
  expect(assignments.early_RepositoryReader).toHaveProperty("condition");
  expect(assignments.early).not.toHaveProperty("condition");
});

test("makes one assignment for each element of a map that a variable holds, each checked at plan", () => {
  const stack = emptyStack();
  const grants = new TerraformVariable(stack, "grants", { type: "map(object({ registry_id = string, object_id = string }))" });
  const grant = TerraformIterator.fromMap(grants.value);
  new PullRoleAssignment(stack, "pull", {
    forEach: grant,
    registryId: grant.getString("registry_id"),
    principalObjectId: grant.getString("object_id"),
    permissionMode: MIGRATING,
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
          error_message: expect.stringContaining("principalObjectId must be an object id (a GUID)"),
        },
      ],
    },
  });
  expect(pull).toEqual({
    ...pull_RepositoryReader,
    role_definition_name: "AcrPull",
    depends_on: ["azurerm_role_assignment.pull_RepositoryReader"],
  });
});

test("fails for the id of an assignment that is many", () => {
  const stack = emptyStack();
  const forEach = TerraformIterator.fromMap({ prod: { object_id: OBJECT_ID } });
  const grant = new PullRoleAssignment(stack, "pull", { ...PROPS, forEach });
  expect(grant.fqn).toEqual(expect.any(String));
  expect(() => grant.roleAssignmentId).toThrow(
    new Error(
      "[stack/pull] roleAssignmentId must be read of a single assignment; write an expression of `fqn`, such as " +
        "values(azurerm_role_assignment.<id>)[*].id.",
    ),
  );
});

test.each([
  [RBAC, /^azurerm_role_assignment[.]pull$/],
  [ABAC, /^azurerm_role_assignment[.]pull_RepositoryReader_\w{8}$/],
  [MIGRATING, /^azurerm_role_assignment[.]pull$/],
])("imports an assignment that somebody made already (%s)", (permissionMode, address) => {
  const [imported, made] = [emptyStack(), emptyStack()].map((stack, index) => {
    const existingRoleAssignmentId = index === 0 ? EXISTING : undefined;
    new PullRoleAssignment(stack, "pull", { ...PROPS, permissionMode, existingRoleAssignmentId });
    return stack.toTerraform();
  });
  expect(imported.import).toEqual([{ to: expect.stringMatching(address), id: EXISTING }]);
  expect(imported.resource).toEqual(made.resource);
  expect(made).not.toHaveProperty("import");
});

test("assigns and imports by the provider it is given", () => {
  const stack = emptyStack();
  const provider = new AzurermProvider(stack, "shared", { alias: "shared", features: [{}] });
  new PullRoleAssignment(stack, "pull", { ...PROPS, provider, existingRoleAssignmentId: EXISTING });
  const json = stack.toTerraform();
  expect(json.resource.azurerm_role_assignment.pull.provider).toBe("azurerm.shared");
  expect(json.import).toEqual([{ to: "azurerm_role_assignment.pull", id: EXISTING, provider: "azurerm.shared" }]);
});

test("can be waited for and told by its id", () => {
  const stack = emptyStack();
  const grant = new PullRoleAssignment(stack, "pull", { registryId: REGISTRY_ID, principalObjectId: OBJECT_ID });
  const waiting = new PullRoleAssignment(stack, "later", { registryId: REGISTRY_ID, principalObjectId: grant.roleAssignmentId });
  expect(grant.node.defaultChild).toBeDefined();
  expect(synthesize(stack).resource.azurerm_role_assignment.later.principal_id).toBe("${azurerm_role_assignment.pull.id}");
  expect(waiting.fqn).not.toBe(grant.fqn);
});

test("checks at plan what variables hide, in the words of synth", () => {
  const stack = emptyStack();
  const registryId = new TerraformVariable(stack, "registry_id", { type: "string" }).stringValue;
  const principalObjectId = new TerraformVariable(stack, "object_id", { type: "string" }).stringValue;
  new PullRoleAssignment(stack, "pull", { registryId, principalObjectId });
  const { precondition } = synthesize(stack).resource.azurerm_role_assignment.pull.lifecycle;
  expect(precondition).toEqual([
    {
      condition: expect.stringMatching(/^\$\{can\(regex\("\^\/subscriptions.*", var\.registry_id\)\)\}$/),
      error_message: expect.stringContaining("[stack/pull] registryId must be the resource id of a container registry"),
    },
    {
      condition: expect.stringMatching(/^\$\{can\(regex\(".*", var\.object_id\)\)\}$/),
      error_message: expect.stringContaining("[stack/pull] principalObjectId must be an object id (a GUID)"),
    },
  ]);
});

test.each(["msi", "someone@contoso.com", `${REGISTRY_ID}`, OBJECT_ID.slice(1), ""])(
  "fails for the object id '%s'",
  (principalObjectId) => {
    expect(() => new PullRoleAssignment(emptyStack(), "pull", { registryId: REGISTRY_ID, principalObjectId })).toThrow(
      `[stack/pull] principalObjectId must be an object id (a GUID), got '${principalObjectId}'; give what \`az aks show`,
    );
  },
);

test.each(["contoso", "contoso.azurecr.io", REGISTRY_ID.replace(/\/providers.*/, ""), `${REGISTRY_ID}/scopeMaps/x`, ""])(
  "fails for the registry id '%s'",
  (registryId) => {
    expect(() => new PullRoleAssignment(emptyStack(), "pull", { registryId, principalObjectId: OBJECT_ID })).toThrow(
      `[stack/pull] registryId must be the resource id of a container registry, got '${registryId}'; give what \`az acr show --query id --output tsv\` prints.`,
    );
  },
);

test.each<[Partial<PullRoleAssignmentProps>, string]>([
  [
    { repositories: ["team/app"] },
    "repositories must be left out for a registry in RBAC mode, where AcrPull opens all of them, got 'team/app'; use a " +
      "RegistryToken, or change the registry's mode and set permissionMode: RegistryPermissionMode.ABAC.",
  ],
  [
    { permissionMode: ABAC, repositories: [] },
    "repositories must name at least one repository; give names such as team/app or team/*.",
  ],
  [
    { permissionMode: ABAC, repositories: Array.from({ length: 100 }, (_, index) => `team/app${index}`) },
    "repositories must make a condition of at most 8192 characters, got '100 repositories, 10770 characters'; name a common prefix",
  ],
  [{ permissionMode: MIGRATING, repositories: ["a", "a"] }, "repositories must name each repository once, got 'a'; remove"],
  [{ permissionMode: ABAC, repositories: ["team/app:1"] }, "repositories must be repositories (lower-case letters,"],
  [
    { existingRoleAssignmentId: "aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee" },
    "existingRoleAssignmentId must be the resource id of a role assignment on a registry, got 'aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee'; give what " +
      "`az role assignment list --scope <registry id> --query [].id --output tsv` prints.",
  ],
  [
    { existingRoleAssignmentId: "" },
    "existingRoleAssignmentId must be the resource id of a role assignment on a registry, got ''",
  ],
  [
    { existingRoleAssignmentId: EXISTING, forEach: TerraformIterator.fromMap({ prod: {} }) },
    `existingRoleAssignmentId must be left out with forEach, got '${EXISTING}'; run \`terraform import\` for the element's address.`,
  ],
])("fails for wrong options, row %#", (wrong, message) => {
  expect(() => new PullRoleAssignment(emptyStack(), "pull", { ...PROPS, ...wrong })).toThrow(`[stack/pull] ${message}`);
});
