import { AzureadProvider } from "@cdktf/provider-azuread/lib/provider";
import { AzurermProvider } from "@cdktf/provider-azurerm/lib/provider";
import { Fn, type TerraformStack, TerraformVariable, Token } from "cdktf";
import type { Construct } from "constructs";
import {
  AksCluster,
  ContainerRegistry,
  type GrantOptions,
  type IContainerRegistry,
  type IRegistryGrantee,
  RegistryRoleAssignmentMode,
  ServicePrincipalCredentials,
} from "../../../src";
import { knownCluster, knownRegistry, registryOf } from "../../support/builders";
import {
  complaint,
  emptyApp,
  emptyStack,
  type JsonTree,
  synthesize,
  validationErrors,
  variable,
  warnings,
} from "../../support/stack";
import { OBJECT_ID, REGISTRY_ID } from "../../support/values";

const PROPS = { registryName: "contoso", resourceGroupName: "rg", location: "westeurope" };
const LOOKUP = { registryName: "contoso", resourceGroupName: "rg-shared" };
const EXISTING = `${REGISTRY_ID}/providers/Microsoft.Authorization/roleAssignments/${OBJECT_ID}`;
const { ABAC, EITHER } = RegistryRoleAssignmentMode;

const TO_KNOWN_CLUSTER = {
  principal_id: OBJECT_ID,
  principal_type: "ServicePrincipal",
  skip_service_principal_aad_check: true,
  lifecycle: { ignore_changes: ["description", "skip_service_principal_aad_check"] },
};
const PULL_BY_KNOWN_CLUSTER = { ...TO_KNOWN_CLUSTER, role_definition_name: "AcrPull" };
const READ_BY_KNOWN_CLUSTER = { ...TO_KNOWN_CLUSTER, role_definition_name: "Container Registry Repository Reader" };

let stack: TerraformStack;

beforeEach(() => {
  stack = emptyStack();
});

/** The role assignments of a grant on a registry of which everything is known. */
function assignmentsOf(roleAssignmentMode?: RegistryRoleAssignmentMode, options?: GrantOptions): JsonTree {
  const stack = emptyStack();
  knownRegistry(stack, { roleAssignmentMode }).grantPull(knownCluster(stack), options);
  return synthesize(stack).resource.azurerm_role_assignment;
}

describe("the mode of the registry", () => {
  const scope = REGISTRY_ID;

  test("assigns the roles of both where nobody states it, and neither waits for the other", () => {
    expect(assignmentsOf()).toEqual({
      "aks_PullFrom-acr": { scope, ...PULL_BY_KNOWN_CLUSTER },
      "aks_PullFrom-acr_RepositoryReader": { scope, ...READ_BY_KNOWN_CLUSTER },
    });
    expect(assignmentsOf(EITHER)).toEqual(assignmentsOf());
  });

  test.each<[string, (scope: Construct) => IContainerRegistry]>([
    ["new", (scope) => new ContainerRegistry(scope, "acr", { ...PROPS, roleAssignmentMode: ABAC })],
    ["lookup", (scope) => ContainerRegistry.fromLookup(scope, "acr", { ...LOOKUP, roleAssignmentMode: ABAC })],
    ["attributes", (scope) => knownRegistry(scope, { roleAssignmentMode: ABAC })],
  ])("is used for every kind of registry (%s)", (_door, registry) => {
    registry(stack).grantPull(knownCluster(stack), { repositories: ["team/app"] });
    const roles = Object.values(synthesize(stack).resource.azurerm_role_assignment);
    expect(roles.map(({ role_definition_name }) => role_definition_name)).toEqual(["Container Registry Repository Reader"]);
  });
});

test("a name that no grant has is refused, since the limit that it meant would be lost", () => {
  for (const given of [{ repository: ["team/*"] }, { repositories: undefined, repositores: ["team/*"] }]) {
    const own = emptyStack();
    const registry = knownRegistry(own, { roleAssignmentMode: ABAC });
    expect(() => registry.grantPull(knownCluster(own), given as GrantOptions)).toThrow(
      /have names that GrantOptions declares, got 'repositor/,
    );
  }
});

describe("a grant of some repositories", () => {
  const granted = { repositories: ["team/app", "team/*"] };

  test("warns that it limits a registry in ABAC mode only, where it may be in either", () => {
    const registry = knownRegistry(stack, { roleAssignmentMode: EITHER });
    registry.grantPull(knownCluster(stack), granted);
    expect(warnings(stack)).toEqual([
      "[stack/aks/PullFrom-acr] repositories limit a registry in ABAC mode only: until it is, AcrPull covers the whole registry; " +
        "set RegistryRoleAssignmentMode.ABAC once it is; " +
        "see https://github.com/cdktf-acr-aks/cdktf-acr-aks/blob/main/docs/errors.md#repositories-in-rbac-mode",
    ]);
    const assignments = synthesize(stack).resource.azurerm_role_assignment;
    expect(assignments["aks_PullFrom-acr"]).not.toHaveProperty("condition");
    expect(assignments["aks_PullFrom-acr_RepositoryReader"].condition).toContain("StringStartsWithIgnoreCase 'team/'");
  });

  test("does not modify the given list", () => {
    const repositories = Object.freeze(["team/b", "team/a"]) as string[];
    const { condition } = assignmentsOf(ABAC, { repositories })["aks_PullFrom-acr_RepositoryReader"];
    expect(condition).toEqual(expect.stringMatching(/team\/a.*team\/b/));
  });

  test.each([
    ["other repositories", granted, { repositories: ["team/app"] }, "(team/*, team/app), got 'team/app'"],
    ["all after some", granted, {}, "(team/*, team/app), got '*'"],
    ["some after all", {}, granted, "(*), got 'team/*, team/app'"],
  ])("fails if a second call asks for %s", (_case, first, second, difference) => {
    const registry = knownRegistry(stack, { roleAssignmentMode: ABAC });
    const cluster = knownCluster(stack);
    registry.grantPull(cluster, first);
    expect(() => registry.grantPull(cluster, second)).toThrow(
      new Error(
        `[stack/acr] repositories must be those of the first grant to 'stack/aks' ${difference}; ` +
          "list all repositories in one grantPull call; see https://github.com/cdktf-acr-aks/cdktf-acr-aks/blob/main/docs/errors.md#repeated-grant",
      ),
    );
  });
});

test.each([
  ["two look-ups", (scope: Construct) => ContainerRegistry.fromLookup(scope, "acr2", LOOKUP)],
  ["a look-up and attributes", (scope: Construct) => knownRegistry(scope, {}, "acr2")],
  [
    "another case of the name",
    (scope: Construct) => ContainerRegistry.fromLookup(scope, "acr2", { ...LOOKUP, registryName: "CONTOSO" }),
  ],
])("fails the validation if two constructs of one registry grant one identity (%s)", (_case, second) => {
  const cluster = knownCluster(stack);
  registryOf(stack).grantPull(cluster);
  second(stack).grantPull(cluster);
  expect(() => synthesize(stack)).toThrow(
    complaint("[stack/aks/PullFrom-acr2] grantPull", "use one construct per registry, and pass"),
  );
});

test.each([OBJECT_ID, "abcdef00-abcd-abcd-abcd-abcdef000000"])(
  "fails the validation if two grantees have the same identity, in any case (%s)",
  (kubeletObjectId) => {
    const registry = registryOf(stack);
    registry.grantPull(knownCluster(stack, "blue", kubeletObjectId));
    registry.grantPull(knownCluster(stack, "green", kubeletObjectId.toUpperCase()));
    expect(() => synthesize(stack)).toThrow(complaint("[stack/green/PullFrom-acr] grantPull", "'stack/blue/PullFrom-acr'"));
  },
);

test("warns once for each registry if registry and grantee are in different stacks", () => {
  const app = emptyApp();
  const registry = new ContainerRegistry(emptyStack(app, "shared"), "acr", PROPS);
  const cluster = knownCluster(emptyStack(app, "prod"));
  registry.grantPull(cluster);
  registry.grantPull(knownCluster(emptyStack(app, "test"), "aks", "22222222-2222-2222-2222-222222222222"));
  expect(warnings(app)).toEqual([
    "[prod/aks] uses the registry 'shared/acr' of another stack, so cdktf copies its values through remote state; use " +
      "ContainerRegistry.fromRegistryAttributes in 'prod', or AksCluster.fromClusterAttributes in 'shared'; see https://github.com/cdktf-acr-aks/cdktf-acr-aks/blob/main/docs/errors.md#another-stack",
  ]);
});

test("fails if the grantee has a grant of a registry with the same path in another stack", () => {
  const app = emptyApp();
  const cluster = knownCluster(emptyStack(app, "prod"));
  for (const id of ["one", "two"]) {
    const registry = new ContainerRegistry(emptyStack(app, id), "acr", { ...PROPS, registryName: `contoso${id}` });
    if (id === "one") {
      registry.grantPull(cluster);
    } else {
      expect(() => registry.grantPull(cluster)).toThrow(
        complaint("[two/acr] id", "give one of the registries another construct id"),
      );
    }
  }
});

test("fails if only a later call names an existing assignment", () => {
  const registry = knownRegistry(stack);
  const cluster = knownCluster(stack);
  const grant = registry.grantPull(cluster);
  expect(registry.grantPull(cluster, {})).toBe(grant);
  expect(() => registry.grantPull(cluster, { existingRoleAssignmentId: EXISTING })).toThrow(
    new Error(
      `[stack/acr] existingRoleAssignmentId must be passed with the first grant to 'stack/aks', got '${EXISTING}'; move it to ` +
        "the first grantPull call; see https://github.com/cdktf-acr-aks/cdktf-acr-aks/blob/main/docs/errors.md#repeated-grant",
    ),
  );
});

describe("a grant of a registry that was renamed", () => {
  test("fails if two calls name different paths", () => {
    const registry = knownRegistry(stack);
    const cluster = knownCluster(stack);
    registry.grantPull(cluster, { movedFrom: "aks/PullFrom-old" });
    expect(() => registry.grantPull(cluster, { movedFrom: "aks/PullFrom-older" })).toThrow(
      complaint("movedFrom", "give the path of the last deployment"),
    );
  });
});

test.each([
  ["the same expression", ["eu/acr", "eu/acr"], 1],
  ["expressions that differ after a slash", ["eu/acr", "us/acr"], 0],
  ["expressions that differ in case", ["us/acr", "US/acr"], 0],
])("compares registry ids that are unknown until plan by %s", (_case, keys, errors) => {
  const ids = new TerraformVariable(stack, "ids", { type: "map(string)" }).value;
  const cluster = knownCluster(stack);
  keys.forEach((key, index) => {
    knownRegistry(stack, { registryId: Token.asString(Fn.lookup(ids, key)) }, `acr-${index}`).grantPull(cluster);
  });
  expect(validationErrors(stack)).toHaveLength(errors);
});

describe("a grant across tenants", () => {
  const [OWN, OTHER] = ["aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaaa", "bbbbbbbb-bbbb-4bbb-8bbb-bbbbbbbbbbbb"];
  const CLUSTER = { clusterName: "prod", resourceGroupName: "rg-prod" };

  /** In a stack whose azuread provider states a tenant. */
  function registryOf(tenantId: string | undefined) {
    const stack = emptyStack();
    const provider = new AzurermProvider(stack, "registry", { alias: "registry", features: [{}], tenantId });
    (stack.node.findChild("azuread") as AzureadProvider).tenantId = OTHER;
    const registry = ContainerRegistry.fromLookup(stack, "acr", {
      registryName: "contoso",
      resourceGroupName: "rg-shared",
      provider,
    });
    return { stack, registry };
  }

  function azurermOf(stack: TerraformStack, tenantId?: string) {
    return new AzurermProvider(stack, "cluster", { alias: "cluster", features: [{}], tenantId });
  }

  const LOOKED_UP: Record<string, (stack: TerraformStack, tenantId?: string) => IRegistryGrantee> = {
    "its kubelet identity": (stack, tenantId) =>
      AksCluster.fromLookup(stack, "aks", { ...CLUSTER, provider: azurermOf(stack, tenantId) }),
    "its service principal": (stack, tenantId) => {
      const azureadProvider = new AzureadProvider(stack, "other", { alias: "other", tenantId });
      return AksCluster.fromLookup(stack, "aks", { ...CLUSTER, servicePrincipal: true, azureadProvider });
    },
  };

  test.each(Object.entries(LOOKED_UP))("a cluster of another tenant is refused by %s", (_, clusterOf) => {
    const { stack, registry } = registryOf(OWN);
    registry.grantPull(clusterOf(stack, OTHER));
    expect(() => synthesize(stack)).toThrow(complaint("[stack/acr] grantPull", "pull with an identity of the registry's tenant"));
  });

  test("a service principal that the stack's own provider would create in another tenant is refused", () => {
    const { stack, registry } = registryOf(OWN);
    new ServicePrincipalCredentials(stack, "puller", { registry });
    expect(() => synthesize(stack)).toThrow(complaint("[stack/acr] grantPull", "correct tenantId of the provider"));
  });

  test.each<[string, string | undefined, (stack: TerraformStack) => IRegistryGrantee]>([
    ["one tenant, in any case", OWN, (stack) => LOOKED_UP["its kubelet identity"](stack, OWN.toUpperCase())],
    ["a tenant that the cluster's provider leaves out", OWN, (stack) => LOOKED_UP["its kubelet identity"](stack)],
    ["a tenant that the registry's provider leaves out", undefined, (stack) => LOOKED_UP["its kubelet identity"](stack, OTHER)],
    ["a tenant of a variable", OWN, (stack) => LOOKED_UP["its kubelet identity"](stack, variable(stack, "tenant"))],
    ["an identity that is only named", OWN, (stack) => knownCluster(stack)],
    [
      "a service principal of a cluster in another tenant, known in the registry's",
      OWN,
      (stack) => {
        const azureadProvider = new AzureadProvider(stack, "own", { alias: "own", tenantId: OWN });
        const provider = azurermOf(stack, OTHER);
        return AksCluster.fromLookup(stack, "aks", { ...CLUSTER, servicePrincipal: true, provider, azureadProvider });
      },
    ],
  ])("%s is granted", (_, tenantId, granteeOf) => {
    const { stack, registry } = registryOf(tenantId);
    registry.grantPull(granteeOf(stack));
    expect(Object.keys(synthesize(stack).resource)).toEqual(["azurerm_role_assignment"]);
  });
});
