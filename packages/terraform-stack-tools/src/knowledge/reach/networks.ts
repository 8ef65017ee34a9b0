import { isList, type Json } from "../../stack/json";
import { blocksReferredTo } from "../../stack/references";
import { once } from "../../stack/remembered";
import type { KnownBlockType } from "../catalogue/block-types";
import {
  argumentOf,
  type Item,
  isOneOf,
  isSame,
  itemsOf,
  type Lead,
  leadIn,
  leadOf,
  type Named,
  named,
  nameOf,
  REGISTRIES,
  type Stacks,
  subscriptionOf,
  type Thing,
  textAt,
  thingById,
  thingOf,
} from "./items";

/** A virtual network. */
export interface Network extends Thing {
  /** The resource, where the stacks manage it. */
  readonly managed?: Item;
}

/** The network that something is in, or leads to. */
export type Located =
  | { readonly kind: "network"; readonly network: Network }
  | { readonly kind: "nothing" }
  | { readonly kind: "unknown"; readonly words: string };

const NETWORKS: readonly KnownBlockType[] = ["azurerm_virtual_network", "data.azurerm_virtual_network"];
const SUBNETS: readonly KnownBlockType[] = ["azurerm_subnet", "data.azurerm_subnet"];

/** The network of an argument that is the id of a network or of a subnet. */
export function networkAt(item: Item, stacks: Stacks, ...path: readonly string[]): Located {
  return located(leadOf(item, [...SUBNETS, ...NETWORKS], ...path), stacks);
}

function located(lead: Lead, stacks: Stacks): Located {
  switch (lead.kind) {
    case "id": {
      const found = thingById(lead.id, "virtualNetworks");
      return found === undefined ? { kind: "unknown", words: lead.id } : network(found, stacks);
    }
    case "item":
      return isOneOf(lead.item.instance.block, NETWORKS)
        ? network(thingOf(lead.item), stacks)
        : networkNamedBy(lead.item, stacks);
    default:
      return lead;
  }
}

/** The network of a subnet or a peering, which name it. */
function networkNamedBy(item: Item, stacks: Stacks): Located {
  const [name, group] = [textAt(item, "virtual_network_name"), textAt(item, "resource_group_name")];
  if (name !== undefined && group !== undefined) {
    return network({ name, group, subscription: subscriptionOf(item) }, stacks);
  }
  const { written } = argumentOf(item, "virtual_network_name");
  return located(leadIn(undefined, written, item, NETWORKS), stacks);
}

function network(thing: Thing, stacks: Stacks): Located {
  return { kind: "network", network: managedNetworks(stacks).find((one) => isSame(one, thing)) ?? thing };
}

const managedNetworks = once((stacks: Stacks): Network[] =>
  itemsOf(["azurerm_virtual_network"], stacks).map((managed) => ({ ...thingOf(managed), managed })),
);

/** Azure's own DNS, where zones that are linked are found. Azure, "What is IP address 168.63.129.16?". */
const OWN_DNS = "168.63.129.16";

/** Whose DNS servers a network asks. */
export function dnsOf(asked: Network, stacks: Stacks): "Azure" | "others" | "unknown" {
  const { managed } = asked;
  if (managed === undefined) {
    return "unknown";
  }
  const others = dnsServers(stacks).filter(({ of }) => of.kind !== "network" || isSame(of.network, asked));
  const stated = [managed, ...others.map(({ item }) => item)].map((item) => argumentOf(item, "dns_servers"));
  if (stated.some(({ value, written }) => written !== undefined && !isList(value))) {
    return "unknown";
  }
  const servers = stated.flatMap(({ value }) => (isList(value) ? value : []));
  return servers.every((server) => server === OWN_DNS) ? "Azure" : "others";
}

const dnsServers = once((stacks: Stacks) =>
  itemsOf(["azurerm_virtual_network_dns_servers"], stacks).map((item) => ({
    item,
    of: networkAt(item, stacks, "virtual_network_id"),
  })),
);

/** A network as sentences name it. */
export function networkWords({ name }: Network): string {
  return `virtual network ${name}`;
}

/** Whether what is in one network has a way to what is in the other. */
type Connection = "same" | "peered" | "apart" | "unknown";

/** What connects networks in ways that no reading of peerings tells. */
const OTHER_WAYS =
  /^azurerm_(virtual_hub_connection|virtual_network_gateway_connection|network_manager_deployment|vpn_gateway_connection|express_route_connection)$/;

/**
 * Peerings lead from network to network and no further, and only where both sides have one. Azure, "Azure Virtual
 * Network peering".
 */
export function connectionOf(one: Network, other: Network, stacks: Stacks): Connection {
  if (isSame(one, other)) {
    return "same";
  }
  const [there, back] = [peeringOf(one, other, stacks), peeringOf(other, one, stacks)];
  if (there === "closed" || back === "closed") {
    return "apart";
  }
  if (there === "open" && back === "open") {
    return "peered";
  }
  // A peering of one side carries nothing. The other side may be in another stack, unless both networks are here.
  const isTold = one.managed !== undefined && other.managed !== undefined && !hasOtherWays(stacks);
  return isTold && ![there, back].includes("unknown") ? "apart" : "unknown";
}

type Side = "open" | "closed" | "none" | "unknown";

function peeringOf(from: Network, to: Network, stacks: Stacks): Side {
  const sides = peerings(stacks).flatMap(({ item, start, end }): Side[] => {
    if (start.kind === "network" && !isSame(start.network, from)) {
      return [];
    }
    if (end.kind === "network" && !isSame(end.network, to)) {
      return [];
    }
    return start.kind === "network" && end.kind === "network" ? [sideOf(item)] : ["unknown"];
  });
  return sides.find((side) => side !== "unknown") ?? sides[0] ?? "none";
}

const peerings = once((stacks: Stacks) =>
  itemsOf(["azurerm_virtual_network_peering"], stacks).map((item) => ({
    item,
    start: networkNamedBy(item, stacks),
    end: networkAt(item, stacks, "remote_virtual_network_id"),
  })),
);

function sideOf(item: Item): Side {
  const access = argumentOf(item, "allow_virtual_network_access");
  const whole = argumentOf(item, "peer_complete_virtual_networks_enabled");
  if (access.value === false) {
    return "closed";
  }
  const isOpen = (access.value ?? access.written ?? true) === true && (whole.value ?? whole.written ?? true) === true;
  return isOpen ? "open" : "unknown";
}

const hasOtherWays = once((stacks: Stacks) =>
  stacks.some(({ stack }) => stack.blocks.some(({ kind, type }) => kind === "resource" && OTHER_WAYS.test(type))),
);

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

/** A zone with records that somebody writes one by one, which are not read; undefined for one that is not known. */
export function zonesByHand(stacks: Stacks): (Thing | undefined)[] {
  return itemsOf(["azurerm_private_dns_a_record"], stacks).map((item) => zoneAt(item, "zone_name"));
}

/** A private endpoint that leads to a registry, or that may. */
export interface Endpoint {
  readonly name: string;
  readonly item: Item;
  /** What the registry is called; undefined where it is not known. */
  readonly registry: Named | undefined;
  readonly network: Located;
  /** Whether somebody has to approve it first. */
  readonly isManual: boolean;
  /** The zones that its zone group fills; undefined where they are not known. */
  readonly zones: readonly Thing[] | undefined;
}

const ZONES: readonly KnownBlockType[] = ["azurerm_private_dns_zone", "data.azurerm_private_dns_zone"];

export function endpointsOf(stacks: Stacks): Endpoint[] {
  return itemsOf(["azurerm_private_endpoint"], stacks).flatMap((item): Endpoint[] => {
    const registry = registryBehind(item);
    return registry === undefined
      ? []
      : [
          {
            name: nameOf(item),
            item,
            registry: registry === "unknown" ? undefined : registry,
            network: networkAt(item, stacks, "subnet_id"),
            isManual: argumentOf(item, "private_service_connection", "is_manual_connection").value !== false,
            zones: zonesOf(item),
          },
        ];
  });
}

/** Undefined for an endpoint of something else. */
function registryBehind(item: Item): Named | "unknown" | undefined {
  const path = ["private_service_connection", "private_connection_resource_id"];
  const lead = leadOf(item, REGISTRIES, ...path);
  switch (lead.kind) {
    case "item":
      return named(lead.item);
    case "id":
      return thingById(lead.id, "registries");
    default:
      return mayBeRegistry(item, argumentOf(item, ...path).written) ? "unknown" : undefined;
  }
}

/** Azure, "What is a private endpoint?": the subresource of a registry is `registry`, which no other service has. */
function mayBeRegistry(item: Item, target: Json | undefined): boolean {
  const { value } = argumentOf(item, "private_service_connection", "subresource_names");
  const isOther = isList(value) && !value.includes("registry");
  const types = blocksReferredTo(target, item.planned.stack.blocks).map(({ type }) => type);
  return (
    !isOther && types.every((type) => type === "" || type === "terraform_remote_state" || type.includes("registry"))
  );
}

function zonesOf(item: Item): Thing[] | undefined {
  const { value, written } = argumentOf(item, "private_dns_zone_group", "private_dns_zone_ids");
  if (written === undefined) {
    return value === undefined ? [] : idsOf(value);
  }
  const elements = isList(written) ? written : [written];
  const zones = elements.map((one, index) => zoneIn(isList(value) ? value[index] : undefined, one, item));
  return zones.every((zone) => zone !== undefined) ? zones : idsOf(value);
}

function idsOf(value: Json | undefined): Thing[] | undefined {
  const ids = isList(value)
    ? value.map((id) => (typeof id === "string" ? thingById(id, "privateDnsZones") : undefined))
    : [];
  return ids.length > 0 && ids.every((one) => one !== undefined) ? ids : undefined;
}

function zoneIn(value: Json | undefined, written: Json, item: Item): Thing | undefined {
  return zoneOf(leadIn(value, written, item, ZONES));
}

function zoneOf(lead: ReturnType<typeof leadIn>): Thing | undefined {
  switch (lead.kind) {
    case "item":
      return thingOf(lead.item);
    case "id":
      return thingById(lead.id, "privateDnsZones");
    default:
      return undefined;
  }
}

/** The zone of a link or a record: by its id since azurerm 5, by its name before. */
function zoneAt(item: Item, nameArgument: string): Thing | undefined {
  const byId = zoneOf(leadOf(item, ZONES, "private_dns_zone_id"));
  if (byId !== undefined) {
    return byId;
  }
  const [name, group] = [argumentOf(item, nameArgument), argumentOf(item, "resource_group_name")];
  return typeof name.value === "string" && typeof group.value === "string"
    ? { name: name.value, group: group.value, subscription: thingOf(item).subscription }
    : zoneOf(leadIn(undefined, name.written, item, ZONES));
}
