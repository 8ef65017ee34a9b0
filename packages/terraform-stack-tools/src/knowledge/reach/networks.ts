import type { PlannedStack } from "../../planned/planned-stack";
import { listOf } from "../../stack/json";
import { isLiteral } from "../../stack/template";
import { Item, type Items, isSame, isThing, type Kind, type Lead, managed, mayBe, REGISTRY, type Thing } from "./items";

const NETWORK: Kind = ["virtualNetworks", "azurerm_virtual_network"];
const ZONE: Kind = ["privateDnsZones", "azurerm_private_dns_zone"];

/** What connects networks in ways that no reading of peerings tells. */
const OTHER_WAYS =
  /^azurerm_(virtual_hub_connection|virtual_network_gateway_connection|network_manager_deployment|vpn_gateway_connection|express_route_connection)$/;

export type Networks = ReturnType<typeof networksOf>;
export type Endpoint = ReturnType<typeof endpointOf>;

/** What stacks say of networks, and of what leads to registries in them. */
export function networksOf(stacks: readonly PlannedStack[], items: Items) {
  const blocks = stacks.flatMap(({ stack }) => stack.blocks);
  return {
    networks: items("azurerm_virtual_network"),
    zones: items("azurerm_private_dns_zone"),
    dnsServers: items("azurerm_virtual_network_dns_servers"),
    peerings: items("azurerm_virtual_network_peering").map((item) => ({
      from: item.namedBy(NETWORK, "virtual_network_name"),
      to: networkAt(item, "remote_virtual_network_id"),
      isOpen: isOpen(item),
    })),
    hasOtherWays: blocks.some(({ kind, type }) => kind === "resource" && OTHER_WAYS.test(type)),
    links: items("azurerm_private_dns_zone_virtual_network_link").map((item) => ({
      name: item.name,
      zone: zoneAt(item, "private_dns_zone_name"),
      network: networkAt(item, "virtual_network_id"),
      // Azure, "Fallback to internet for Azure Private DNS zones".
      fallsBack: item.value("resolution_policy") === "NxDomainRedirect",
    })),
    /** The zones with records that somebody writes one by one, which are not read. */
    byHand: items("azurerm_private_dns_a_record").map((item) => zoneAt(item, "zone_name")),
    endpoints: items("azurerm_private_endpoint").map(endpointOf),
  };
}

/** The network of an argument that is the id of a network or of a subnet. */
export function networkAt(item: Item, ...path: readonly string[]): Lead {
  const lead = item.lead([...NETWORK, "azurerm_subnet"], ...path);
  return lead instanceof Item && lead.instance.block.type === "azurerm_subnet"
    ? (lead.namedBy(NETWORK, "virtual_network_name") ?? lead.instance.address)
    : lead;
}

/** The zone of a link or a record: by its id since azurerm 5, by its name before. */
function zoneAt(item: Item, name: string): Lead {
  return item.lead(ZONE, "private_dns_zone_id") ?? item.namedBy(ZONE, name);
}

/** Whether a peering lets everything through; undefined where that is not known. */
function isOpen(peering: Item): boolean | undefined {
  const access = peering.either("allow_virtual_network_access") ?? true;
  const isWhole = (peering.either("peer_complete_virtual_networks_enabled") ?? true) === true;
  return access === false ? false : (access === true && isWhole) || undefined;
}

/** Azure, "What is a private endpoint?": the subresource of a registry is `registry`, which no other service has. */
function endpointOf(item: Item) {
  const connection = "private_service_connection";
  const target = item.lead(REGISTRY, connection, "private_connection_resource_id");
  const subresources = listOf(
    item.written(connection, "subresource_names") ?? item.value(connection, "subresource_names"),
  );
  const isOther = !isThing(target) && subresources.every((one) => one !== "registry" && isLiteral(one));
  const network = networkAt(item, "subnet_id");
  const path = ["private_dns_zone_group", "private_dns_zone_ids"];
  const [ids, written] = [item.value(...path), item.written(...path)].map(listOf);
  const longer = ids.length > written.length ? ids : written;
  return {
    name: item.name,
    /** Words where it is not known, undefined for something else. */
    registry: isOther ? undefined : (target ?? ""),
    /** Where it is not known, one that is the same as no other. */
    network: isThing(network) ? network : { name: "" },
    /** Whether somebody has to approve it first. */
    isManual: item.value(connection, "is_manual_connection") !== false,
    /** Those that its zone group fills. */
    zones: longer.map((_, index) => item.leadIn(ZONE, ids[index], written[index])),
  };
}

/** Azure's own DNS, where zones that are linked are found. Azure, "What is IP address 168.63.129.16?". */
const OWN_DNS = "168.63.129.16";

/** @param network which the stacks manage */
export function asksAzure(network: Item, { dnsServers }: Networks): boolean {
  const others = dnsServers.filter((item) => mayBe(networkAt(item, "virtual_network_id"), network));
  const servers = [network, ...others].flatMap((item) => listOf(item.either("dns_servers")));
  return servers.every((server) => server === OWN_DNS);
}

/**
 * What leads from one network to the other; undefined where nobody knows. Peerings lead no further than one network, and
 * only where both sides have one. Azure, "Azure Virtual Network peering".
 */
export function connectionOf(one: Thing, other: Thing, all: Networks): "same" | "peered" | "apart" | undefined {
  if (isSame(one, other)) {
    return "same";
  }
  const sides = [peeringOf(one, other, all), peeringOf(other, one, all)];
  if (sides.every((side) => side)) {
    return "peered";
  }
  // A peering of one side carries nothing. The other side may be in another stack, unless both networks are here.
  const areHere = [one, other].every((network) => managed(network, all.networks));
  return areHere && !all.hasOtherWays && !sides.includes(undefined) ? "apart" : undefined;
}

/** Whether a network has an open peering to another one; undefined where nobody knows. */
function peeringOf(one: Thing, other: Thing, { peerings }: Networks): boolean | undefined {
  const sides = peerings
    .filter(({ from, to }) => mayBe(from, one) && mayBe(to, other))
    .map((peering) => (isThing(peering.from) && isThing(peering.to) ? peering.isOpen : undefined));
  return sides.length === 0 ? false : sides.find((side) => side !== undefined);
}
