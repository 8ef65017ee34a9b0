const SUBSCRIPTION = "00000000-0000-0000-0000-000000000000";

export const OBJECT_ID = "11111111-2222-3333-4444-555555555555";
export const CLIENT_ID = "66666666-7777-8888-9999-000000000000";
export const LOGIN_SERVER = "contoso.azurecr.io";

export const REGISTRY_ID = `/subscriptions/${SUBSCRIPTION}/resourceGroups/rg-shared/providers/Microsoft.ContainerRegistry/registries/contoso`;

export function identityId(name: string): string {
  return `/subscriptions/${SUBSCRIPTION}/resourceGroups/rg/providers/Microsoft.ManagedIdentity/userAssignedIdentities/${name}`;
}

export const KEY_VAULT_ID = `/subscriptions/${SUBSCRIPTION}/resourceGroups/rg/providers/Microsoft.KeyVault/vaults/contoso`;

const NETWORKS = `/subscriptions/${SUBSCRIPTION}/resourceGroups/rg-network/providers/Microsoft.Network/virtualNetworks`;

export function networkId(name: string): string {
  return `${NETWORKS}/${name}`;
}

export function subnetId(network: string, name = "endpoints"): string {
  return `${networkId(network)}/subnets/${name}`;
}

export function zoneId(resourceGroup: string, name = "privatelink.azurecr.io"): string {
  return `/subscriptions/${SUBSCRIPTION}/resourceGroups/${resourceGroup}/providers/Microsoft.Network/privateDnsZones/${name}`;
}

export function clusterId(name: string): string {
  return `/subscriptions/${SUBSCRIPTION}/resourceGroups/rg/providers/Microsoft.ContainerService/managedClusters/${name}`;
}
