import { type BlockType, NO_SECRET, type Permission } from "../block-type";
import { armId } from "../made-up";
import { REGISTRY, readWriteDelete } from "./azure-actions";
import { whereListed } from "./reasons";

const NETWORK = "Microsoft.Network/virtualNetworks";
const ZONE = "Microsoft.Network/privateDnsZones";
const ENDPOINT = "Microsoft.Network/privateEndpoints";

const OPERATIONS = "Microsoft.Network/locations/operations/read";
const ZONE_OPERATIONS = "Microsoft.Network/locations/privateDnsOperationStatuses/read";

function reading(action: string, on: string): Permission {
  return { azure: [`${action}/read`], on };
}

/**
 * How a registry is reached. Permissions: Azure, "Azure permissions for Networking" and "Azure RBAC permissions for
 * Azure Private Link".
 */
export const AZURERM_NETWORK = {
  azurerm_virtual_network: {
    title: "virtual network",
    permission: { azure: [...readWriteDelete(NETWORK), OPERATIONS], on: "the resource group" },
    state: NO_SECRET,
    unset: { dns_servers: "Azure's own DNS" },
    id: armId(NETWORK),
  },
  "data.azurerm_virtual_network": {
    title: "virtual network",
    permission: reading(NETWORK, "the virtual network"),
    state: NO_SECRET,
  },
  azurerm_virtual_network_dns_servers: {
    title: "DNS servers of a virtual network",
    permission: { azure: [`${NETWORK}/read`, `${NETWORK}/write`, OPERATIONS], on: "the virtual network" },
    state: NO_SECRET,
    id: (madeUp) => `${armId(NETWORK)(madeUp)}/dnsServers/default`,
  },
  azurerm_virtual_network_peering: {
    title: "peering of virtual networks",
    permission: {
      azure: [...readWriteDelete(`${NETWORK}/virtualNetworkPeerings`), `${NETWORK}/peer/action`, OPERATIONS],
      on: "the virtual network; `peer` on the remote one",
    },
    state: NO_SECRET,
    id: armId(`${NETWORK}/virtualNetworkPeerings`),
  },
  azurerm_subnet: {
    title: "subnet",
    permission: {
      azure: [`${NETWORK}/read`, ...readWriteDelete(`${NETWORK}/subnets`), OPERATIONS],
      on: "the virtual network",
    },
    state: NO_SECRET,
    id: armId(`${NETWORK}/subnets`),
  },
  "data.azurerm_subnet": {
    title: "subnet",
    permission: reading(`${NETWORK}/subnets`, "the subnet"),
    state: NO_SECRET,
  },
  azurerm_private_endpoint: {
    title: "private endpoint",
    permission: {
      azure: [
        ...readWriteDelete(ENDPOINT),
        ...readWriteDelete(`${ENDPOINT}/privateDnsZoneGroups`),
        "Microsoft.Network/networkInterfaces/read",
        OPERATIONS,
        `${NETWORK}/read`,
        `${NETWORK}/subnets/read`,
        `${NETWORK}/subnets/join/action`,
        `${ZONE}/join/action`,
        `${REGISTRY}/privateEndpointConnectionsApproval/action`,
      ],
      on: "the resource group; each `join` on the subnet and the zone; the approval on the registry",
      note: "for a registry; otherwise the approval is of the resource type that it leads to",
    },
    state: NO_SECRET,
    unset: { private_dns_zone_group: "no DNS zone gets its records" },
    id: armId(ENDPOINT),
  },
  azurerm_private_dns_zone: {
    title: "private DNS zone",
    permission: {
      azure: [...readWriteDelete(ZONE), `${ZONE}/SOA/read`, ZONE_OPERATIONS],
      on: "the resource group",
      note: `\`${ZONE}/SOA/write\` to change a zone, whose start of authority the provider writes back`,
    },
    state: NO_SECRET,
    id: armId(ZONE),
  },
  "data.azurerm_private_dns_zone": {
    title: "private DNS zone",
    permission: reading(ZONE, "the zone"),
    state: NO_SECRET,
  },
  azurerm_private_dns_zone_virtual_network_link: {
    title: "link of a DNS zone to a virtual network",
    permission: {
      azure: [...readWriteDelete(`${ZONE}/virtualNetworkLinks`), ZONE_OPERATIONS, `${NETWORK}/join/action`],
      on: "the zone; `join` on the virtual network",
    },
    state: NO_SECRET,
    reasons: [
      whereListed(
        "depends_on",
        "azurerm_private_endpoint.",
        "A network that sees the zone before its records finds no address for the registry.",
      ),
    ],
    id: armId(`${ZONE}/virtualNetworkLinks`),
  },
  azurerm_private_dns_a_record: {
    title: "A record",
    permission: { azure: readWriteDelete(`${ZONE}/A`), on: "the zone" },
    state: NO_SECRET,
    id: armId(`${ZONE}/A`),
  },
  azurerm_public_ip: { id: armId("Microsoft.Network/publicIPAddresses") },
  azurerm_network_security_group: { id: armId("Microsoft.Network/networkSecurityGroups") },
} satisfies Record<string, BlockType>;
