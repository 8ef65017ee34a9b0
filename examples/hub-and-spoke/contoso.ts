/** What both stacks refer to. The networks and their peerings exist. */
export const HUB_SUBSCRIPTION = "00000000-0000-0000-0000-000000000001";
export const REGISTRY = { registryName: "contosohub", resourceGroupName: "rg-hub" };
export const LOCATION = "westeurope";
export const HUB_NETWORK = network(HUB_SUBSCRIPTION, "rg-hub", "hub");

export interface Spoke {
  readonly subscriptionId: string;
  readonly resourceGroupName: string;
  readonly networkId: string;
}

/** The keys become names of stacks, clusters and links, so never rename one. */
export const SPOKES: Readonly<Record<string, Spoke>> = {
  shop: spoke("00000000-0000-0000-0000-000000000002", "rg-shop"),
  mail: spoke("00000000-0000-0000-0000-000000000003", "rg-mail"),
};

/** Where the settings of all new stacks' states are. */
export const STATE = {
  resourceGroupName: "rg-terraform",
  storageAccountName: "contosoterraform",
  containerName: "hub-and-spoke",
  useAzureadAuth: true,
};

function spoke(subscriptionId: string, resourceGroupName: string): Spoke {
  return { subscriptionId, resourceGroupName, networkId: network(subscriptionId, resourceGroupName, "spoke") };
}

function network(subscriptionId: string, resourceGroup: string, name: string): string {
  return `/subscriptions/${subscriptionId}/resourceGroups/${resourceGroup}/providers/Microsoft.Network/virtualNetworks/${name}`;
}
