import { KubernetesCluster } from "@cdktf/provider-azurerm/lib/kubernetes-cluster";
import { PrivateEndpoint } from "@cdktf/provider-azurerm/lib/private-endpoint";
import { TerraformHclModule, TerraformResource, type TerraformStack, TerraformVariable } from "cdktf";
import {
  AksCluster,
  type AksClusterProps,
  ContainerRegistry,
  type ContainerRegistryProps,
  ContainerRegistrySku,
  EntraPrincipal,
  type IContainerRegistry,
  PullIdentity,
  PullIdentityConsumer,
  RegistryPrivateEndpoint,
  RegistryRoleAssignmentMode,
  RegistryToken,
  ServicePrincipalCredentials,
} from "../../../src";
import { knownCluster } from "../../support/builders";
import { emptyApp, emptyStack, validationErrors, variable, warnings } from "../../support/stack";
import { networkId, OBJECT_ID, REGISTRY_ID, subnetId, zoneId } from "../../support/values";

const PLACE = { resourceGroupName: "rg", location: "westeurope" };

let stack: TerraformStack;

beforeEach(() => {
  stack = emptyStack();
});

function closed(props: Partial<ContainerRegistryProps> = {}, id = "acr"): ContainerRegistry {
  return new ContainerRegistry(stack, id, {
    ...PLACE,
    registryName: "contoso",
    sku: ContainerRegistrySku.PREMIUM,
    publicNetworkAccessEnabled: false,
    ...props,
  });
}

function cluster(props: Partial<AksClusterProps> = {}, id = "aks"): AksCluster {
  return new AksCluster(stack, id, { ...PLACE, clusterName: id, ...props });
}

/** What is said of pulls, however often the stack is validated. */
function said(): string[] {
  validationErrors(stack);
  expect(validationErrors(stack)).toEqual([]);
  return warnings(stack.node.root).filter((text) => text.includes("nothing can pull"));
}

const NO_ENDPOINT =
  /^\[stack\/acr\] publicNetworkAccessEnabled is false, and nothing can pull for (.*): it has no private endpoint; create a RegistryPrivateEndpoint in/;
const ELSEWHERE =
  /^\[stack\/acr\] .* nothing can pull for (.*): their nodes are in none of the networks of its private endpoints/;

test("tells once who can never pull from a registry without a way in", () => {
  const registry = closed();
  registry.grantPull(cluster());
  registry.grantPull(cluster({}, "edge"));
  new RegistryToken(stack, "token", { registry, repositories: ["team/*"] });
  const texts = said();
  expect(texts).toHaveLength(1);
  expect(NO_ENDPOINT.exec(texts[0])?.[1]).toBe("'stack/aks', 'stack/edge', 'stack/token'");
  expect(texts[0]).toMatch(/docs\/errors\.md#private-endpoints$/);
});

test.each(
  Object.entries<(registry: IContainerRegistry) => void>({
    "a cluster that is looked up": (acr) =>
      acr.grantPull(AksCluster.fromLookup(stack, "aks", { clusterName: "prod", resourceGroupName: "rg" })),
    "a known cluster": (acr) => acr.grantPull(knownCluster(stack)),
    "a service principal": (registry) => new ServicePrincipalCredentials(stack, "sp", { registry }),
    "the admin account": (acr) => acr.adminCredentials(),
    "the identity of pods": (acr) => acr.grantPull(podIdentity()),
  }),
)("tells it of %s", (_, use) => {
  use(closed());
  expect(said()).toEqual([expect.stringMatching(NO_ENDPOINT)]);
});

function podIdentity(): PullIdentity {
  return new PullIdentity(stack, "pull", {
    ...PLACE,
    cluster: cluster(),
    consumer: PullIdentityConsumer.AKS_KUBELET,
    subjects: [{ namespaceName: "shop", serviceAccountName: "shop" }],
  });
}

test("tells it of a registry that the stack declares", () => {
  const { defaultChild } = closed({ registryName: "fabrikam" }, "own").node;
  const options = { roleAssignmentMode: RegistryRoleAssignmentMode.RBAC };
  ContainerRegistry.fromResource(stack, "acr", defaultChild as never, options).grantPull(knownCluster(stack));
  expect(said()).toHaveLength(1);
});

test("leaves alone what may be a service that Azure trusts, unless those are kept out", () => {
  closed().grantPull(new EntraPrincipal(stack, "instances", { principalId: OBJECT_ID }));
  expect(said()).toEqual([]);
  stack = emptyStack();
  closed({ trustedServicesAllowed: false }).grantPull(new EntraPrincipal(stack, "instances", { principalId: OBJECT_ID }));
  expect(said()).toEqual([expect.stringMatching(NO_ENDPOINT)]);
});

test.each(
  Object.entries<() => void>({
    "nobody pulls": () => closed(),
    "the internet is a way in": () => closed({ publicNetworkAccessEnabled: true }).grantPull(cluster()),
    "Azure decides on public access": () => closed({ publicNetworkAccessEnabled: undefined }).grantPull(cluster()),
    "only the plan knows": () =>
      closed({ publicNetworkAccessEnabled: new TerraformVariable(stack, "open", { type: "bool" }).value }).grantPull(cluster()),
    "some addresses are let in": () =>
      closed({ publicNetworkAccessEnabled: undefined, allowedIpRanges: ["203.0.113.7"] }).grantPull(cluster()),
    "a registry is looked up": () =>
      ContainerRegistry.fromLookup(stack, "acr", { registryName: "contoso", resourceGroupName: "rg" }).grantPull(cluster()),
    "nodes are in the network of the endpoint": () => inNetwork("hub", "hub"),
    "networks differ in case only": () => inNetwork("HUB", "hub"),
    "the nodes' network is linked": () => inNetwork("prod", "hub", { linkedNetworks: { prod: networkId("prod") } }),
    "a linked network is known at plan": () => inNetwork("prod", "hub", { linkedNetworks: { prod: variable(stack, "network") } }),
    "others link networks to the zone": () => inNetwork("prod", "hub", { privateDnsZoneId: zoneId("rg-hub") }),
    "others have the records": () => inNetwork("prod", "hub", { integrationEnabled: false }),
    "names are resolved elsewhere": () => inNetwork("prod", "hub", { linkEnabled: false }),
    "the nodes of a cluster are not known": () => endpointFor(knownCluster(stack)),
    "the subnet of the nodes is known at plan": () => endpointFor(cluster({ subnetId: variable(stack, "nodes") })),
    "the network of AKS's own is linked": () => endpointFor(cluster(), { linkedNetworks: { own: variable(stack, "network") } }),
    "the app declares an endpoint": () => declaredEndpoint(["registry"]),
    "the app declares an endpoint to what only the plan knows": () => declaredEndpoint(undefined),
    "another stack has the endpoint": endpointElsewhere,
    "the app declares an endpoint with azapi": () =>
      declared("azapi_resource", { type: "Microsoft.Network/privateEndpoints@2024-05-01" }),
    "the app links the zone itself": () => declared("azurerm_private_dns_zone_virtual_network_link", {}),
    "a module may create one": () => {
      closed().grantPull(cluster());
      new TerraformHclModule(stack, "endpoint", { source: "Azure/avm-res-network-privateendpoint/azurerm" });
    },
  }),
)("says nothing where %s", (_, use) => {
  use();
  expect(said()).toEqual([]);
});

function endpointFor(grantee: Parameters<IContainerRegistry["grantPull"]>[0], dns = {}): void {
  const registry = closed();
  new RegistryPrivateEndpoint(registry, "endpoint", { registry, subnetId: subnetId("hub"), dns });
  registry.grantPull(grantee);
}

function inNetwork(nodes: string, endpoint: string, dns = {}): void {
  const registry = closed();
  new RegistryPrivateEndpoint(registry, "endpoint", { registry, subnetId: subnetId(endpoint), dns });
  registry.grantPull(cluster({ subnetId: subnetId(nodes, "nodes") }));
}

function declared(terraformResourceType: string, config: object): void {
  closed().grantPull(cluster());
  const resource = new TerraformResource(stack, "declared", { terraformResourceType });
  resource.addOverride("type", Reflect.get(config, "type"));
}

function declaredEndpoint(subresourceNames: string[] | undefined): void {
  const privateServiceConnection = {
    name: "contoso",
    isManualConnection: false,
    privateConnectionResourceId: REGISTRY_ID,
    subresourceNames,
  };
  new PrivateEndpoint(stack, "endpoint", { ...PLACE, name: "contoso", subnetId: subnetId("hub"), privateServiceConnection });
  closed().grantPull(cluster());
}

function endpointElsewhere(): void {
  const app = emptyApp();
  stack = emptyStack(app);
  closed().grantPull(cluster({ subnetId: subnetId("hub", "nodes") }));
  const other = emptyStack(app, "network");
  const place = { registryName: "Contoso", resourceGroupName: "rg" };
  const registry = ContainerRegistry.fromLookup(other, "acr", place);
  new RegistryPrivateEndpoint(other, "endpoint", { registry, subnetId: subnetId("hub") });
}

test.each(
  Object.entries<() => void>({
    "in a network that AKS makes": () => endpointFor(cluster()),
    "in another network": () => inNetwork("prod", "hub"),
    "in another network than those that are linked": () =>
      inNetwork("prod", "hub", { linkedNetworks: { edge: networkId("edge") } }),
    "of a cluster that the stack declares": () => endpointFor(declaredCluster({ vnetSubnetId: subnetId("prod", "nodes") })),
    "of a declared cluster in a network that AKS makes": () => endpointFor(declaredCluster({})),
  }),
)("tells of nodes %s, where no endpoint is found", (_, use) => {
  use();
  expect(said()).toEqual([expect.stringMatching(ELSEWHERE)]);
  expect(said()[0]).toContain(
    "set subnetId of the cluster to a subnet of such a network, or pass that of the nodes in dns.linkedNetworks",
  );
});

function declaredCluster(pool: { vnetSubnetId?: string }) {
  const defaultNodePool = { name: "system", vmSize: "Standard_D2s_v5", nodeCount: 1, ...pool };
  const own = { name: "own", dnsPrefix: "own", identity: { type: "SystemAssigned" }, defaultNodePool };
  return AksCluster.fromResource(stack, "aks", new KubernetesCluster(stack, "own", { ...PLACE, ...own }));
}

test("knows what the default child of a cluster states", () => {
  const own = cluster();
  const { node } = own;
  (node.defaultChild as KubernetesCluster).addOverride("default_node_pool.vnet_subnet_id", subnetId("hub", "nodes"));
  endpointFor(own);
  expect(said()).toEqual([]);
});

test("tells of an endpoint of something else", () => {
  declaredEndpoint(["blob"]);
  expect(said()).toEqual([expect.stringMatching(NO_ENDPOINT)]);
});
