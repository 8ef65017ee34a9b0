export const NETWORKS = "Microsoft.Network/virtualNetworks";
export const SUBNETS = `${NETWORKS}/subnets`;
export const ENDPOINTS = "Microsoft.Network/privateEndpoints";
export const ZONE_GROUPS = `${ENDPOINTS}/privateDnsZoneGroups`;
export const INTERFACES = "Microsoft.Network/networkInterfaces";
export const ZONES = "Microsoft.Network/privateDnsZones";
export const LINKS = `${ZONES}/virtualNetworkLinks`;
export const ADDRESSES = `${ZONES}/A`;

/** The virtual network of a subnet. */
export function networkIdOf(subnetId: string): string {
  return subnetId.replace(/\/subnets\/[^/]+$/i, "");
}
