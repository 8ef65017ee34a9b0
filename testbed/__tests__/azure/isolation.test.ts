import { GROUP, Imitation } from "../support/imitation";

const PROVIDERS = `${GROUP}/providers`;
const CLUSTER = `${PROVIDERS}/Microsoft.ContainerService/managedClusters/isolated`;
const REGISTRY = `${PROVIDERS}/Microsoft.ContainerRegistry/registries/shopregistry`;
const NETWORK = `${PROVIDERS}/Microsoft.Network/virtualNetworks/shop`;
const HUB = `${PROVIDERS}/Microsoft.Network/virtualNetworks/hub`;
const SUBNET = `${NETWORK}/subnets/nodes`;
const ZONE = `${PROVIDERS}/Microsoft.Network/privateDnsZones/privatelink.azurecr.io`;
const ENDPOINT = `${PROVIDERS}/Microsoft.Network/privateEndpoints/shop`;
const LINK = `${ZONE}/virtualNetworkLinks/shop`;
const RULE = `${REGISTRY}/cacheRules/aks-managed-mcr`;
const ROLES = {
  "Network Contributor": "4d97b98b-1d4f-4787-a291-c67834d212e7",
  "Managed Identity Operator": "f1a07417-d97a-45cb-824c-7a7467783830",
  AcrPull: "7f951dda-4ed3-4680-a7ca-43fe172d538d",
};

const networkOf = (prefix: string, name: string) => ({
  location: "westeurope",
  properties: { addressSpace: { addressPrefixes: [prefix] }, subnets: [{ name, properties: { addressPrefix: prefix } }] },
});

/** All that a cluster needs, and the cluster's body. */
class Prepared {
  public readonly imitation = new Imitation();
  public readonly control = this.imitation.identity("control");
  public readonly kubelet = this.imitation.identity("kubelet");

  /** @param network where the endpoint is */
  constructor(network = NETWORK) {
    const { imitation } = this;
    imitation.properties("PUT", REGISTRY, { location: "westeurope", sku: { name: "Premium" } });
    imitation.properties("PUT", RULE, {
      properties: { sourceRepository: "mcr.microsoft.com/*", targetRepository: "aks-managed-repository/*" },
    });
    imitation.properties("PUT", NETWORK, networkOf("10.1.0.0/24", "nodes"));
    imitation.properties("PUT", HUB, networkOf("10.2.0.0/24", "nodes"));
    const connection = { name: "shop", properties: { groupIds: ["registry"], privateLinkServiceId: REGISTRY } };
    imitation.properties("PUT", ENDPOINT, {
      location: "westeurope",
      properties: { subnet: { id: `${network}/subnets/nodes` }, privateLinkServiceConnections: [connection] },
    });
    imitation.properties("PUT", ZONE, { location: "global" });
    imitation.properties("PUT", `${ENDPOINT}/privateDnsZoneGroups/registry`, {
      properties: { privateDnsZoneConfigs: [{ name: "registry", properties: { privateDnsZoneId: ZONE } }] },
    });
    imitation.properties("PUT", LINK, { location: "global", properties: { virtualNetwork: { id: NETWORK } } });
    this.assign(1, "Network Contributor", this.control, SUBNET);
    this.assign(2, "Managed Identity Operator", this.control, this.kubelet);
    this.assign(3, "AcrPull", this.kubelet, REGISTRY);
  }

  public assign(number: number, role: keyof typeof ROLES, identity: string, scope: string): string {
    const path = `${scope}/providers/Microsoft.Authorization/roleAssignments/00000000-0000-0000-0000-00000000000${number}`;
    const { principalId } = this.imitation.properties("GET", identity);
    const properties = { roleDefinitionId: `/providers/x/${ROLES[role]}`, principalId, principalType: "ServicePrincipal" };
    expect(this.imitation.send("PUT", path, { properties }).status).toBe(201);
    return path;
  }

  public create(more: object = {}) {
    return this.imitation.send("PUT", CLUSTER, {
      location: "westeurope",
      identity: { type: "UserAssigned", userAssignedIdentities: { [this.control]: {} } },
      properties: {
        identityProfile: { kubeletidentity: { resourceId: this.kubelet } },
        agentPoolProfiles: [{ name: "system", mode: "System", vnetSubnetID: SUBNET }],
        networkProfile: { networkPlugin: "azure", networkPluginMode: "overlay", outboundType: "none" },
        apiServerAccessProfile: { enablePrivateCluster: true },
        bootstrapProfile: { artifactSource: "Cache", containerRegistryId: REGISTRY },
        ...more,
      },
    });
  }
}

test("an isolated cluster is created where all that it needs is there, and then its subnet is in use", () => {
  const prepared = new Prepared();
  expect(prepared.create().status).toBe(201);
  prepared.imitation.send("DELETE", ENDPOINT);
  expect(prepared.imitation.send("DELETE", SUBNET)).toMatchObject({ body: { code: "InUseSubnetCannotBeDeleted" } });
});

const ASSIGNMENT = "/providers/Microsoft.Authorization/roleAssignments/00000000-0000-0000-0000-00000000000";

test.each([
  ["the cache rule", RULE, "no cache rule"],
  ["the endpoint", ENDPOINT, "no private endpoint"],
  ["the link", LINK, "do not find shopregistry"],
  ["the records", `${ENDPOINT}/privateDnsZoneGroups/registry`, "do not find shopregistry"],
  ["the control plane's role", `${SUBNET}${ASSIGNMENT}1`, "no Network Contributor"],
  ["the kubelet's role", `${REGISTRY}${ASSIGNMENT}3`, "may not pull"],
])("without %s it is refused", (_, path, words) => {
  const prepared = new Prepared();
  expect(prepared.imitation.send("DELETE", path).status).toBeLessThan(300);
  expect(prepared.create()).toMatchObject({
    status: 400,
    body: { code: "NetworkIsolatedClusterNotReady", message: expect.stringContaining(words) },
  });
});

test("an endpoint in another network counts where the networks are peered", () => {
  const prepared = new Prepared(HUB);
  expect(prepared.create()).toMatchObject({ body: { message: expect.stringContaining("no private endpoint") } });
  const peering = { properties: { remoteVirtualNetwork: { id: HUB } } };
  prepared.imitation.properties("PUT", `${NETWORK}/virtualNetworkPeerings/hub`, peering);
  expect(prepared.create().status).toBe(201);
});

test.each([
  ["a public API server", { apiServerAccessProfile: {} }, "API server is public"],
  ["kubenet", { networkProfile: { outboundType: "none" } }, "kubenet"],
  ["packages from the internet", { autoUpgradeProfile: { nodeOSUpgradeChannel: "SecurityPatch" } }, "SecurityPatch"],
  ["no registry", { bootstrapProfile: { artifactSource: "Direct" } }, "needs the artifact source Cache"],
  [
    "a registry that is not there",
    { bootstrapProfile: { artifactSource: "Cache", containerRegistryId: `${REGISTRY}s` } },
    "was not found",
  ],
])("with %s it is refused", (_, more, words) => {
  expect(new Prepared().create(more)).toMatchObject({ status: 400, body: { message: expect.stringContaining(words) } });
});
