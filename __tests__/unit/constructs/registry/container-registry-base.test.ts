import { AzurermProvider } from "@cdktf/provider-azurerm/lib/provider";
import { TerraformVariable } from "cdktf";
import { Construct } from "constructs";
import {
  AksCluster,
  ContainerRegistry,
  type GrantPullOptions,
  type IContainerRegistry,
  RegistryPermissionMode,
  ServicePrincipalCredentials,
} from "../../../../src";
import { emptyApp, emptyStack, type Json, synthesize, warnings } from "../../../support/stack";
import { LOGIN_SERVER, OBJECT_ID, REGISTRY_ID } from "../../../support/values";

const PROPS = { registryName: "contoso", resourceGroupName: "rg", location: "westeurope" };
const LOOKUP = { registryName: "contoso", resourceGroupName: "rg-shared" };
const ATTRIBUTES = { registryId: REGISTRY_ID, loginServer: LOGIN_SERVER };
const { RBAC, ABAC, MIGRATING } = RegistryPermissionMode;

const TO_KNOWN_CLUSTER = {
  principal_id: OBJECT_ID,
  principal_type: "ServicePrincipal",
  skip_service_principal_aad_check: true,
  lifecycle: { ignore_changes: ["skip_service_principal_aad_check"] },
};
const PULL_BY_KNOWN_CLUSTER = { ...TO_KNOWN_CLUSTER, role_definition_name: "AcrPull" };
const READ_BY_KNOWN_CLUSTER = { ...TO_KNOWN_CLUSTER, role_definition_name: "Container Registry Repository Reader" };

function knownCluster(scope: Construct, id = "aks") {
  return AksCluster.fromClusterAttributes(scope, id, { kubeletObjectId: OBJECT_ID });
}

/** The role assignments of a grant on a registry of which all is known. */
function assignmentsOf(permissionMode: RegistryPermissionMode, options?: GrantPullOptions): Json {
  const stack = emptyStack();
  ContainerRegistry.fromRegistryAttributes(stack, "acr", { ...ATTRIBUTES, permissionMode }).grantPull(
    knownCluster(stack),
    options,
  );
  return synthesize(stack).resource.azurerm_role_assignment;
}

describe("the mode of the registry", () => {
  const scope = REGISTRY_ID;

  test("RBAC is what a registry is in where nothing is said", () => {
    const stack = emptyStack();
    ContainerRegistry.fromRegistryAttributes(stack, "acr", ATTRIBUTES).grantPull(knownCluster(stack));
    expect(synthesize(stack).resource.azurerm_role_assignment).toEqual(assignmentsOf(RBAC));
  });

  test("ABAC gives the role that such a registry honours, and not the other one", () => {
    expect(assignmentsOf(ABAC)).toEqual({ "aks_PullFrom-acr_RepositoryReader": { scope, ...READ_BY_KNOWN_CLUSTER } });
  });

  test("MIGRATING gives both, the new one first", () => {
    const reader = "azurerm_role_assignment.aks_PullFrom-acr_RepositoryReader";
    expect(assignmentsOf(MIGRATING)).toEqual({
      "aks_PullFrom-acr_RepositoryReader": { scope, ...READ_BY_KNOWN_CLUSTER },
      "aks_PullFrom-acr": { scope, ...PULL_BY_KNOWN_CLUSTER, depends_on: [reader] },
    });
  });

  test("keeps each assignment at its address on the way from RBAC to ABAC", () => {
    expect(Object.keys(assignmentsOf(MIGRATING)).sort()).toEqual(
      [RBAC, ABAC].flatMap((permissionMode) => Object.keys(assignmentsOf(permissionMode))).sort(),
    );
  });

  test.each<[string, (scope: Construct) => IContainerRegistry]>([
    ["new", (scope) => new ContainerRegistry(scope, "acr", { ...PROPS, permissionMode: ABAC })],
    ["lookup", (scope) => ContainerRegistry.fromLookup(scope, "acr", { ...LOOKUP, permissionMode: ABAC })],
    ["attributes", (scope) => ContainerRegistry.fromRegistryAttributes(scope, "acr", { ...ATTRIBUTES, permissionMode: ABAC })],
  ])("is that of each door (%s)", (_door, registry) => {
    const stack = emptyStack();
    registry(stack).grantPull(knownCluster(stack), { repositories: ["team/app"] });
    const roles = Object.values<Json>(synthesize(stack).resource.azurerm_role_assignment);
    expect(roles.map(({ role_definition_name }) => role_definition_name)).toEqual(["Container Registry Repository Reader"]);
  });
});

describe("a grant of some repositories", () => {
  const granted = { repositories: ["team/app", "team/*"] };

  test("holds a condition, and nothing else differs from a grant of all", () => {
    const [[id, limited]] = Object.entries<Json>(assignmentsOf(ABAC, { repositories: ["team/app"] }));
    const { condition, condition_version, ...rest } = limited;
    expect({ [id]: rest }).toEqual(assignmentsOf(ABAC));
    expect(condition).toContain("StringEqualsIgnoreCase 'team/app'");
    expect(condition_version).toBe("2.0");
  });

  test("is a grant of all where an asterisk stands", () => {
    expect(assignmentsOf(ABAC, { repositories: ["*"] })).toEqual(assignmentsOf(ABAC));
  });

  test("limits nothing while the registry migrates, with a warning", () => {
    const stack = emptyStack();
    const registry = ContainerRegistry.fromRegistryAttributes(stack, "acr", { ...ATTRIBUTES, permissionMode: MIGRATING });
    registry.grantPull(knownCluster(stack), granted);
    expect(warnings(stack)).toEqual([
      "[stack/aks/PullFrom-acr] repositories limit nothing until the migration is over: AcrPull opens the whole registry; set " +
        "permissionMode: RegistryPermissionMode.ABAC once the registry is in that mode.",
    ]);
    const assignments = synthesize(stack).resource.azurerm_role_assignment;
    expect(assignments["aks_PullFrom-acr"]).not.toHaveProperty("condition");
    expect(assignments["aks_PullFrom-acr_RepositoryReader"].condition).toContain("StringStartsWithIgnoreCase 'team/'");
  });

  test("is found again by the same repositories in any order", () => {
    const stack = emptyStack();
    const registry = ContainerRegistry.fromRegistryAttributes(stack, "acr", { ...ATTRIBUTES, permissionMode: ABAC });
    const cluster = knownCluster(stack);
    const grant = registry.grantPull(cluster, granted);
    expect(registry.grantPull(cluster, { repositories: ["team/*", "team/app"] })).toBe(grant);
    expect(Object.keys(synthesize(stack).resource.azurerm_role_assignment)).toHaveLength(1);
  });

  test("leaves the list it is given as it is", () => {
    const repositories = Object.freeze(["team/b", "team/a"]) as string[];
    const { condition } = assignmentsOf(ABAC, { repositories })["aks_PullFrom-acr_RepositoryReader"];
    expect(condition.indexOf("team/a")).toBeLessThan(condition.indexOf("team/b"));
  });

  test("fails on a registry in RBAC mode, with both ways out", () => {
    expect(() => assignmentsOf(RBAC, granted)).toThrow(
      new Error(
        "[stack/aks/PullFrom-acr] repositories must be left out for a registry in RBAC mode, where AcrPull opens all of them, " +
          "got 'team/app, team/*'; use a RegistryToken, or change the registry's mode and set " +
          "permissionMode: RegistryPermissionMode.ABAC.",
      ),
    );
  });

  test.each([
    ["other repositories", granted, { repositories: ["team/app"] }, "(team/*, team/app), got 'team/app'"],
    ["all after some", granted, {}, "(team/*, team/app), got '*'"],
    ["some after all", {}, granted, "(*), got 'team/*, team/app'"],
  ])("fails when asked again for %s", (_case, first, second, difference) => {
    const stack = emptyStack();
    const registry = ContainerRegistry.fromRegistryAttributes(stack, "acr", { ...ATTRIBUTES, permissionMode: ABAC });
    const cluster = knownCluster(stack);
    registry.grantPull(cluster, first);
    expect(() => registry.grantPull(cluster, second)).toThrow(
      new Error(
        `[stack/acr] repositories must be those of the first grant to 'stack/aks' ${difference}; ` +
          "give all repositories in one grantPull.",
      ),
    );
  });
});

test.each([
  ["new", (scope: Construct) => new ContainerRegistry(scope, "acr", PROPS), "${azurerm_container_registry.acr.id}"],
  [
    "lookup",
    (scope: Construct) => ContainerRegistry.fromLookup(scope, "acr", LOOKUP),
    "${data.azurerm_container_registry.acr.id}",
  ],
  ["attributes", (scope: Construct) => ContainerRegistry.fromRegistryAttributes(scope, "acr", ATTRIBUTES), REGISTRY_ID],
])("assigns AcrPull on the registry to the cluster's kubelet identity (%s)", (_door, registry, scope) => {
  const stack = emptyStack();
  registry(stack).grantPull(knownCluster(stack));
  expect(synthesize(stack).resource.azurerm_role_assignment).toEqual({
    "aks_PullFrom-acr": { scope, ...PULL_BY_KNOWN_CLUSTER },
  });
});

test("returns the first grant when asked again", () => {
  const stack = emptyStack();
  const registry = ContainerRegistry.fromLookup(stack, "acr", LOOKUP);
  const cluster = knownCluster(stack);
  expect(registry.grantPull(cluster)).toBe(registry.grantPull(cluster));
  expect(Object.keys(synthesize(stack).resource.azurerm_role_assignment)).toHaveLength(1);
});

test("keeps registries of one id in different scopes apart", () => {
  const stack = emptyStack();
  const cluster = knownCluster(stack);
  for (const region of ["eu", "us"]) {
    const scope = new Construct(stack, region);
    const registryName = `contoso${region}`;
    ContainerRegistry.fromLookup(scope, "acr", { ...LOOKUP, registryName }).grantPull(cluster);
  }
  expect(cluster.node.children.map(({ node }) => node.id)).toEqual(["PullFrom-eu--acr", "PullFrom-us--acr"]);
  expect(Object.keys(synthesize(stack).resource.azurerm_role_assignment)).toHaveLength(2);
});

test("changes no other byte when an unrelated construct comes", () => {
  const build = (unrelated: boolean) => {
    const stack = emptyStack();
    if (unrelated) {
      new ContainerRegistry(stack, "other", { ...PROPS, registryName: "unrelated" });
    }
    ContainerRegistry.fromLookup(stack, "acr", LOOKUP).grantPull(knownCluster(stack));
    return synthesize(stack);
  };
  const { azurerm_container_registry, ...others } = build(true).resource;
  expect(Object.keys(azurerm_container_registry)).toEqual(["other"]);
  expect({ ...build(true), resource: others }).toEqual(build(false));
});

test.each([
  ["two look-ups", (scope: Construct) => ContainerRegistry.fromLookup(scope, "acr2", LOOKUP)],
  ["a look-up and attributes", (scope: Construct) => ContainerRegistry.fromRegistryAttributes(scope, "acr2", ATTRIBUTES)],
  [
    "spellings of one name",
    (scope: Construct) => ContainerRegistry.fromLookup(scope, "acr2", { ...LOOKUP, registryName: "CONTOSO" }),
  ],
])("fails the validation for one registry under two constructs (%s)", (_case, second) => {
  const stack = emptyStack();
  const cluster = knownCluster(stack);
  ContainerRegistry.fromLookup(stack, "acr", LOOKUP).grantPull(cluster);
  second(stack).grantPull(cluster);
  expect(() => synthesize(stack)).toThrow(
    "[stack/aks/PullFrom-acr2] grantPull must be asked for once per registry and identity, since Azure answers a second " +
      "assignment with 409 RoleAssignmentExists; use one construct for one registry; another grantee of the same identity takes " +
      "'stack/aks/PullFrom-acr' by bindPullGrant().",
  );
});

test.each([OBJECT_ID, "abcdef00-abcd-abcd-abcd-abcdef000000"])(
  "fails the validation for one identity under two constructs, in letters of any case (%s)",
  (kubeletObjectId) => {
    const stack = emptyStack();
    const registry = ContainerRegistry.fromLookup(stack, "acr", LOOKUP);
    registry.grantPull(AksCluster.fromClusterAttributes(stack, "blue", { kubeletObjectId }));
    registry.grantPull(AksCluster.fromClusterAttributes(stack, "green", { kubeletObjectId: kubeletObjectId.toUpperCase() }));
    expect(() => synthesize(stack)).toThrow(
      "another grantee of the same identity takes 'stack/blue/PullFrom-acr' by bindPullGrant().",
    );
  },
);

test("warns where registry and grantee lie in different stacks", () => {
  const app = emptyApp();
  const registry = new ContainerRegistry(emptyStack(app, "shared"), "acr", PROPS);
  const cluster = knownCluster(emptyStack(app, "prod"));
  registry.grantPull(cluster);
  expect(warnings(app)).toEqual([
    "[prod/aks] pulls from the registry 'shared/acr' of another stack, whose values cdktf copies through remote state; use " +
      "ContainerRegistry.fromLookup or fromRegistryAttributes in this stack.",
  ]);
});

test("fails where the grantee holds the grant of another stack's registry with the same path", () => {
  const app = emptyApp();
  const cluster = knownCluster(emptyStack(app, "prod"));
  for (const id of ["one", "two"]) {
    const registry = new ContainerRegistry(emptyStack(app, id), "acr", { ...PROPS, registryName: `contoso${id}` });
    if (id === "one") {
      registry.grantPull(cluster);
    } else {
      expect(() => registry.grantPull(cluster)).toThrow(
        "[two/acr] id must differ from the id of every other registry that 'prod/aks' pulls from, got 'acr'; give one of the",
      );
    }
  }
});

test("serves a service principal as it serves a cluster", () => {
  const stack = emptyStack();
  const registry = ContainerRegistry.fromRegistryAttributes(stack, "acr", ATTRIBUTES);
  const puller = new ServicePrincipalCredentials(stack, "puller", { registry });
  expect(puller.requires).toEqual([registry.grantPull(puller)]);
});

test("assigns by the provider of the registry, whose subscription the caller is logged in to", () => {
  const stack = emptyStack();
  const [shared, prod] = ["shared", "prod"].map((alias) => new AzurermProvider(stack, alias, { alias, features: [{}] }));
  const cluster = AksCluster.fromLookup(stack, "aks", { clusterName: "prod", resourceGroupName: "rg", provider: prod });
  ContainerRegistry.fromLookup(stack, "acr", { ...LOOKUP, provider: shared, permissionMode: MIGRATING }).grantPull(cluster);
  const assignments = Object.values<Json>(synthesize(stack).resource.azurerm_role_assignment);
  expect(assignments.map(({ provider }) => provider)).toEqual(["azurerm.shared", "azurerm.shared"]);
});

test("imports an assignment that somebody made already", () => {
  const stack = emptyStack();
  const existingRoleAssignmentId = `${REGISTRY_ID}/providers/Microsoft.Authorization/roleAssignments/${OBJECT_ID}`;
  ContainerRegistry.fromRegistryAttributes(stack, "acr", ATTRIBUTES).grantPull(knownCluster(stack), { existingRoleAssignmentId });
  const json = stack.toTerraform();
  expect(json.import).toEqual([
    { to: expect.stringMatching(/^azurerm_role_assignment[.]aks_PullFrom-acr_\w{8}$/), id: existingRoleAssignmentId },
  ]);
  expect(Object.keys(json.resource.azurerm_role_assignment)).toEqual([json.import[0].to.split(".")[1]]);
});

test("checks at plan the id of a registry that a variable hides, once for each role", () => {
  const stack = emptyStack();
  const registryId = new TerraformVariable(stack, "registry_id", { type: "string" }).stringValue;
  const registry = ContainerRegistry.fromRegistryAttributes(stack, "acr", {
    ...ATTRIBUTES,
    registryId,
    permissionMode: MIGRATING,
  });
  registry.grantPull(knownCluster(stack));
  const assignments = Object.values<Json>(synthesize(stack).resource.azurerm_role_assignment);
  expect(assignments.map(({ lifecycle }) => lifecycle.precondition.length)).toEqual([1, 1]);
});

test("fails for an existing assignment that is named with a later request only", () => {
  const stack = emptyStack();
  const registry = ContainerRegistry.fromRegistryAttributes(stack, "acr", { registryId: REGISTRY_ID, loginServer: LOGIN_SERVER });
  const cluster = AksCluster.fromClusterAttributes(stack, "aks", { kubeletObjectId: OBJECT_ID });
  const existingRoleAssignmentId = `${REGISTRY_ID}/providers/Microsoft.Authorization/roleAssignments/${OBJECT_ID}`;
  const grant = registry.grantPull(cluster);
  expect(registry.grantPull(cluster, {})).toBe(grant);
  expect(() => registry.grantPull(cluster, { existingRoleAssignmentId })).toThrow(
    `[stack/acr] existingRoleAssignmentId must be given with the first grant to 'stack/aks', got '${existingRoleAssignmentId}'; move it to the ` +
      "first grantPull.",
  );
});
