import { isList } from "../../stack/json";
import { blocksReferredTo } from "../../stack/references";
import { once } from "../../stack/remembered";
import { type Endpoint, zoneAt } from "./endpoints";
import { argumentOf, blocksAt, type Item, itemsOf, nameOf, type Stacks } from "./items";
import { type Located, type Network, networkAt } from "./networks";
import { isSame, type Thing, thingOf } from "./things";

/** What answers for a zone in a virtual network. */
export interface Link {
  readonly name: string;
  /** Undefined where it is not known. */
  readonly zone: Thing | undefined;
  readonly network: Located;
  /** Whether the public DNS is asked for what the zone does not have. Azure, "Fallback to internet for Azure Private DNS zones". */
  readonly fallsBack: boolean;
}

export function linksOf(stacks: Stacks): Link[] {
  return itemsOf(["azurerm_private_dns_zone_virtual_network_link"], stacks).map((item) => ({
    name: nameOf(item),
    zone: zoneAt(item, "private_dns_zone_name"),
    network: networkAt(item, stacks, "virtual_network_id"),
    fallsBack: argumentOf(item, "resolution_policy").value === "NxDomainRedirect",
  }));
}

export function isZoneManaged(zone: Thing, stacks: Stacks): boolean {
  return managedZones(stacks).some((one) => isSame(one, zone));
}

const managedZones = once((stacks: Stacks) => itemsOf(["azurerm_private_dns_zone"], stacks).map(thingOf));

/** The links of a network to a zone of a name. */
export function linksTo(network: Network, zoneName: string, links: readonly Link[]): Link[] {
  return links.filter(
    (link) =>
      link.zone?.name.toLowerCase() === zoneName &&
      link.network.kind === "network" &&
      isSame(link.network.network, network),
  );
}

/** An address in a zone that somebody wrote by hand. */
export interface AddressRecord {
  readonly zone: Thing | undefined;
  /** Such as `contoso` or `contoso.westeurope.data`. */
  readonly name: string;
  readonly item: Item;
}

export function recordsOf(stacks: Stacks): AddressRecord[] {
  return itemsOf(["azurerm_private_dns_a_record"], stacks).map((item) => ({
    zone: zoneAt(item, "zone_name"),
    name: nameOf(item).toLowerCase(),
    item,
  }));
}

/** The endpoints that a record leads to; undefined where it leads to an address that none of them states. */
export function endpointsBehind({ item }: AddressRecord, endpoints: readonly Endpoint[]): Endpoint[] | undefined {
  const { value, written } = argumentOf(item, "records");
  const addresses = isList(value) ? value : [];
  const found = endpoints.filter(
    (endpoint) =>
      blocksReferredTo(written, [endpoint.item.instance.block]).length > 0 ||
      staticAddresses(endpoint).some((address) => addresses.includes(address)),
  );
  return found.length === 0 ? undefined : found;
}

function staticAddresses({ item }: Endpoint): string[] {
  return blocksAt(argumentOf(item, "ip_configuration").value).flatMap(({ private_ip_address: address }) =>
    typeof address === "string" ? [address] : [],
  );
}
