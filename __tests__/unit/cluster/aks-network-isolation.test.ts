import { AzurermProvider } from "@cdktf/provider-azurerm/lib/provider";
import { TerraformStack, Testing } from "cdktf";
import {
  AksCluster,
  type AksClusterProps,
  AksIdentityType,
  AksNetworkDataPlane,
  type AksNetworkIsolationOptions,
  AksNetworkPlugin,
  AksNodeImageUpgradeChannel,
  ContainerRegistry,
  ContainerRegistrySku,
  type IContainerRegistry,
  PullRoleAssignment,
} from "../../../src";
import { knownRegistry, registryOf } from "../../support/builders";
import { complaint, emptyStack, type JsonTree, synthesize, validationErrors, variable } from "../../support/stack";
import { CLIENT_ID, identityId, OBJECT_ID, REGISTRY_ID, subnetId } from "../../support/values";

const PLACE = { resourceGroupName: "rg", location: "westeurope" };
const NODES = subnetId("prod", "nodes");

let stack: TerraformStack;

beforeEach(() => {
  stack = emptyStack();
});

const premium = (stack: TerraformStack, sku = ContainerRegistrySku.PREMIUM, provider?: AzurermProvider) =>
  new ContainerRegistry(stack, "acr", { ...PLACE, registryName: "contoso", sku, provider });

function isolated(
  stack: TerraformStack,
  registry: IContainerRegistry,
  { options = {}, id = "aks", ...props }: Partial<AksClusterProps> & { options?: object; id?: string } = {},
): AksCluster {
  const networkIsolated = { registry, subnetId: NODES, ...options };
  return new AksCluster(stack, id, { ...PLACE, clusterName: id, networkIsolated, ...props });
}

const IDENTITY = { identityId: identityId("own"), clientId: OBJECT_ID, principalId: OBJECT_ID };

function clusterOf(stack: TerraformStack, name = "aks"): JsonTree {
  return synthesize(stack).resource.azurerm_kubernetes_cluster[name];
}

test("an isolated cluster is bootstrapped from the registry, and has no way out", () => {
  isolated(stack, premium(stack));
  expect(clusterOf(stack)).toMatchObject({
    bootstrap_profile: { artifact_source: "Cache", container_registry_id: "${azurerm_container_registry.acr.id}" },
    default_node_pool: { vnet_subnet_id: NODES },
    network_profile: { network_plugin: "azure", network_plugin_mode: "overlay", outbound_type: "none" },
    private_cluster_enabled: true,
  });
});

test("all that the first node needs exists before the cluster", () => {
  isolated(stack, premium(stack));
  const {
    azurerm_container_registry_cache_rule: rules,
    azurerm_role_assignment: assignments,
    ...resource
  } = synthesize(stack).resource;
  expect(clusterOf(stack).depends_on).toEqual([
    "azurerm_role_assignment.aks_ManagedIdentityOperator",
    "azurerm_role_assignment.aks_NetworkContributor",
    "azurerm_container_registry_cache_rule.acr_Cache-aks-managed-mcr",
    "azurerm_private_dns_zone_virtual_network_link.acr_PrivateEndpoint_Link",
    "azurerm_role_assignment.aks_PullFrom-acr",
  ]);
  expect(rules).toEqual({
    "acr_Cache-aks-managed-mcr": {
      name: "aks-managed-mcr",
      container_registry_id: "${azurerm_container_registry.acr.id}",
      source_repo: "mcr.microsoft.com/*",
      target_repo: "aks-managed-repository/*",
    },
  });
  expect(assignments.aks_NetworkContributor).toEqual({
    scope: NODES,
    role_definition_name: "Network Contributor",
    principal_id: "${azurerm_user_assigned_identity.aks_ControlPlaneIdentity.principal_id}",
    principal_type: "ServicePrincipal",
    skip_service_principal_aad_check: true,
    lifecycle: { ignore_changes: ["description", "skip_service_principal_aad_check"] },
  });
  expect(assignments["aks_PullFrom-acr"]).toMatchObject({
    scope: "${azurerm_container_registry.acr.id}",
    role_definition_name: "AcrPull",
    principal_id: "${azurerm_user_assigned_identity.aks_KubeletIdentity.principal_id}",
  });
  expect(resource.azurerm_private_endpoint.acr_PrivateEndpoint).toMatchObject({ subnet_id: NODES, location: "westeurope" });
});

test("further clusters share rule and endpoint, and asking for the grant again gives the first", () => {
  const registry = premium(stack);
  const privateEndpoint = registry.addPrivateEndpoint({ subnetId: subnetId("prod") });
  const cluster = isolated(stack, registry, { options: { privateEndpoint } });
  isolated(stack, registry, { id: "second", options: { privateEndpoint } });
  registry.grantPull(cluster);
  const { azurerm_container_registry_cache_rule: rules, azurerm_private_endpoint: endpoints } = synthesize(stack).resource;
  expect([Object.keys(rules), Object.keys(endpoints)]).toEqual([["acr_Cache-aks-managed-mcr"], ["acr_PrivateEndpoint"]]);
  expect(clusterOf(stack, "second").depends_on).toEqual(
    expect.arrayContaining([
      "azurerm_container_registry_cache_rule.acr_Cache-aks-managed-mcr",
      "azurerm_private_dns_zone_virtual_network_link.acr_PrivateEndpoint_Link",
    ]),
  );
  expect(validationErrors(stack)).toEqual([]);
});

test("a registry that another stack has prepared gets the permissions alone", () => {
  isolated(stack, knownRegistry(stack), { options: { registryPrepared: true } });
  const { resource } = synthesize(stack);
  expect(resource).not.toHaveProperty("azurerm_private_endpoint");
  expect(resource).not.toHaveProperty("azurerm_container_registry_cache_rule");
  expect(Object.keys(resource.azurerm_role_assignment).sort()).toEqual([
    "aks_ManagedIdentityOperator",
    "aks_NetworkContributor",
    "aks_PullFrom-acr",
  ]);
});

test("an identity that is given has its permission on the subnet already", () => {
  isolated(stack, premium(stack), { controlPlaneIdentity: IDENTITY });
  expect(Object.keys(synthesize(stack).resource.azurerm_role_assignment)).not.toContain("aks_NetworkContributor");
});

test("the network may have another data plane, and its subnet be unknown until plan", () => {
  const network = { plugin: AksNetworkPlugin.AZURE_CNI_OVERLAY, dataPlane: AksNetworkDataPlane.CILIUM };
  isolated(stack, premium(stack), { network, options: { subnetId: variable(stack, "subnet_id") } });
  const { network_profile, lifecycle } = clusterOf(stack);
  expect(network_profile).toMatchObject({ network_data_plane: "cilium", outbound_type: "none" });
  expect(lifecycle.precondition).toEqual([
    { condition: expect.anything(), error_message: expect.stringContaining("networkIsolated.subnetId") },
  ]);
});

test.each<[string, Partial<AksClusterProps>, Partial<AksNetworkIsolationOptions>, string]>([
  ["identityType", { identityType: AksIdentityType.SYSTEM_ASSIGNED }, {}, "leave identityType out"],
  ["apiServerAccess", { apiServerAccess: { authorizedIpRanges: ["203.0.113.7"] } }, {}, "leave it out"],
  ["apiServerAccess", { apiServerAccess: { privateClusterEnabled: false } }, {}, "leave it out"],
  [
    "upgrades.nodeImageChannel",
    { upgrades: { nodeImageChannel: AksNodeImageUpgradeChannel.SECURITY_PATCH } },
    {},
    "AksNodeImageUpgradeChannel.NODE_IMAGE",
  ],
  ["networkIsolated.subnetId", {}, { subnetId: "nodes" }, "use what `az network vnet subnet show"],
])("%s that does not go with isolation is refused: %j %j", (property, props, options, repair) => {
  expect(() => isolated(stack, premium(stack), { ...props, options })).toThrow(complaint(`[stack/aks] ${property}`, repair));
});

test("a registry of a lower tier, or in another subscription without an endpoint, is refused", () => {
  const lower = emptyStack();
  expect(() => isolated(lower, premium(lower, ContainerRegistrySku.STANDARD), { options: { registryPrepared: true } })).toThrow(
    complaint("[stack/aks] networkIsolated.registry", "docs/errors.md#registry-tier"),
  );
  const provider = new AzurermProvider(stack, "shared", { alias: "shared", features: [{}] });
  expect(() => isolated(stack, knownRegistry(stack, { provider }))).toThrow(
    complaint("[stack/aks] networkIsolated.privateEndpoint", "with the provider of the network"),
  );
});

test("a registry or an endpoint of another stack is refused, unless nothing of it is waited for", () => {
  const app = Testing.app();
  const [owner, stack] = ["owner", "stack"].map((name) => new TerraformStack(app, name));
  for (const each of [owner, stack]) {
    new AzurermProvider(each, "azurerm", { features: [{}] });
  }
  const registry = premium(owner);
  const privateEndpoint = registry.addPrivateEndpoint({ subnetId: subnetId("prod") });
  for (const [id, options] of Object.entries({ without: {}, with: { privateEndpoint } })) {
    expect(() => isolated(stack, registry, { id, options })).toThrow(
      complaint("networkIsolated.registry", "registryPrepared: true"),
    );
  }
  const options = { privateEndpoint, registryPrepared: true };
  expect(() => isolated(stack, knownRegistry(stack), { id: "second", options })).toThrow(
    complaint("networkIsolated.privateEndpoint", "registryPrepared: true"),
  );
  isolated(stack, registry, { id: "third", options: { registryPrepared: true } });
  expect(JSON.stringify(clusterOf(stack, "third").depends_on)).not.toContain("terraform_remote_state");
});

test("a registry that refuses tokens of Azure Resource Manager is refused", () => {
  const props = { ...PLACE, registryName: "contoso", sku: ContainerRegistrySku.PREMIUM, armTokensAllowed: false };
  const stack = emptyStack();
  const registry = new ContainerRegistry(stack, "acr", props);
  expect(() => isolated(stack, registry, { options: { registryPrepared: true } })).toThrow(
    complaint("[stack/aks] networkIsolated.registry", "armTokensAllowed"),
  );
});

test("a cache rule of the user's own is taken if it is the one that AKS looks for", () => {
  const rule = { cacheRuleName: "aks-managed-mcr", upstream: "mcr.microsoft.com/*", repository: "aks-managed-repository/*" };
  const registry = premium(stack);
  registry.addCache(rule);
  isolated(stack, registry);
  expect(clusterOf(stack).depends_on).toContain("azurerm_container_registry_cache_rule.acr_Cache-aks-managed-mcr");
  const other = emptyStack();
  const wrong = premium(other);
  wrong.addCache({ ...rule, upstream: "mcr.microsoft.com/oss/*" });
  expect(() => isolated(other, wrong)).toThrow(complaint("repository"));
});

test("a second cluster is told to share the endpoint of the first", () => {
  const registry = premium(stack);
  isolated(stack, registry);
  expect(() => isolated(stack, registry, { id: "second" })).toThrow(
    complaint("[stack/second] networkIsolated.privateEndpoint", "registry.addPrivateEndpoint()"),
  );
});

test("a provider that is stated is the stack's only one, too", () => {
  const provider = new AzurermProvider(stack, "again", { features: [{}] });
  expect(() => isolated(stack, premium(stack, undefined, provider))).not.toThrow();
});

describe("a kubelet identity that may pull already", () => {
  const shared = { controlPlaneIdentity: IDENTITY, kubeletIdentity: IDENTITY };

  test("has one grant, which every cluster waits for", () => {
    const registry = premium(stack);
    const privateEndpoint = registry.addPrivateEndpoint({ subnetId: subnetId("prod") });
    const first = isolated(stack, registry, { ...shared, options: { privateEndpoint } });
    const pullGrant = registry.grantPull(first);
    isolated(stack, registry, { ...shared, id: "second", options: { privateEndpoint, pullGrant } });
    expect(validationErrors(stack)).toEqual([]);
    expect(Object.keys(synthesize(stack).resource.azurerm_role_assignment)).toEqual(["aks_PullFrom-acr"]);
    for (const name of ["aks", "second"]) {
      expect(clusterOf(stack, name).depends_on).toContain("azurerm_role_assignment.aks_PullFrom-acr");
    }
  });

  test("without its grant is told so", () => {
    const registry = premium(stack);
    const privateEndpoint = registry.addPrivateEndpoint({ subnetId: subnetId("prod") });
    isolated(stack, registry, { ...shared, options: { privateEndpoint } });
    isolated(stack, registry, { ...shared, id: "second", options: { privateEndpoint } });
    expect(validationErrors(stack)).toEqual([expect.stringContaining("or as networkIsolated.pullGrant")]);
  });

  test("gets none where another stack has given one", () => {
    isolated(stack, premium(stack), { kubeletIdentity: IDENTITY, options: { pullGranted: true } });
    expect(Object.keys(synthesize(stack).resource.azurerm_role_assignment).sort()).toEqual([
      "aks_ManagedIdentityOperator",
      "aks_NetworkContributor",
    ]);
  });

  const grant = (stack: TerraformStack, registryId = REGISTRY_ID, principalObjectId = OBJECT_ID) =>
    new PullRoleAssignment(stack, "grant", { registryId, principalObjectId });

  test.each<[string, Partial<AksClusterProps>, (stack: TerraformStack) => object, string, string]>([
    ["a new identity", {}, (stack) => ({ pullGrant: grant(stack) }), "pullGrant", "set kubeletIdentity"],
    ["a new identity, granted elsewhere", {}, () => ({ pullGranted: true }), "pullGranted", "set kubeletIdentity"],
    ["both", shared, (stack) => ({ pullGrant: grant(stack), pullGranted: true }), "pullGrant", "leave out one of the two"],
    [
      "the id of another registry",
      shared,
      (stack) => ({ pullGrant: grant(stack, `${REGISTRY_ID}other`) }),
      "pullGrant",
      "pass what grantPull() of 'stack/acr' returns",
    ],
    [
      "another registry",
      shared,
      (stack) => ({ pullGrant: registryOf(stack, "other", "fabrikam").grantPull(isolatedBefore(stack)) }),
      "pullGrant",
      "pass what grantPull() of 'stack/acr' returns",
    ],
    [
      "another identity",
      shared,
      (stack) => ({ pullGrant: grant(stack, REGISTRY_ID, CLIENT_ID) }),
      "pullGrant",
      "whose principal is kubeletIdentity.principalId",
    ],
  ])("does not go with %s", (_, props, optionsIn, property, repair) => {
    const options = optionsIn(stack);
    expect(() => isolated(stack, premium(stack), { ...props, options })).toThrow(
      complaint(`[stack/aks] networkIsolated.${property}`, repair),
    );
  });

  const isolatedBefore = (stack: TerraformStack) =>
    AksCluster.fromClusterAttributes(stack, "before", { kubeletObjectId: OBJECT_ID });

  test("whose grant is in another stack cannot be waited for", () => {
    const app = Testing.app();
    const [owner, stack] = ["owner", "stack"].map((name) => new TerraformStack(app, name));
    for (const each of [owner, stack]) {
      new AzurermProvider(each, "azurerm", { features: [{}] });
    }
    const pullGrant = grant(owner);
    expect(() => isolated(stack, premium(stack), { ...shared, options: { pullGrant } })).toThrow(
      complaint("networkIsolated.pullGrant", "set pullGranted: true"),
    );
  });

  test("is compared with its grant at plan where synth knows neither", () => {
    const pullGrant = grant(stack, variable(stack, "registry_id"), variable(stack, "object_id"));
    isolated(stack, registryOf(stack), { ...shared, options: { pullGrant, registryPrepared: true } });
    const conditions = Object.values<JsonTree>(clusterOf(stack).lifecycle.precondition);
    expect(conditions.filter((one) => String(one.error_message).includes("pullGrant"))).toEqual([
      {
        condition: "${(lower(var.registry_id) == lower(data.azurerm_container_registry.acr.id))}",
        error_message: expect.stringContaining("allow pulls from networkIsolated.registry"),
      },
      {
        condition: `\${(lower(var.object_id) == lower("${OBJECT_ID}"))}`,
        error_message: expect.stringContaining("be that of kubeletIdentity"),
      },
    ]);
  });
});

describe("the endpoint of another registry", () => {
  test("is refused, prepared or not", () => {
    for (const registryPrepared of [true, false]) {
      const stack = emptyStack();
      const privateEndpoint = registryOf(stack, "other", "fabrikam").addPrivateEndpoint({ subnetId: subnetId("prod") });
      expect(() => isolated(stack, premium(stack), { options: { privateEndpoint, registryPrepared } })).toThrow(
        complaint("[stack/aks] networkIsolated.privateEndpoint", "addPrivateEndpoint() of 'stack/acr'"),
      );
    }
  });

  test("may be another construct of the same registry, by name, or by an id that the plan compares", () => {
    const privateEndpoint = registryOf(stack, "other").addPrivateEndpoint({ subnetId: subnetId("prod") });
    isolated(stack, premium(stack), { options: { privateEndpoint } });
    const preconditions = (name: string) => JSON.stringify(clusterOf(stack, name).lifecycle?.precondition ?? []);
    expect(preconditions("aks")).not.toContain("privateEndpoint");
    const unknown = knownRegistry(stack, { registryId: variable(stack, "registry_id") }, "unknown");
    isolated(stack, unknown, { id: "second", options: { privateEndpoint, registryPrepared: true } });
    expect(preconditions("second")).toContain("lower(data.azurerm_container_registry.other.id) == lower(var.registry_id)");
  });
});
