import { type Instance, instancesOf, type PlannedStack } from "../../planned/planned-stack";
import { addressIn, blockAddress, parseAddress } from "../../stack/address";
import { blockOf, dynamicContent, grouped, isList, type Json, listOf } from "../../stack/json";
import { referencesIn } from "../../stack/reference";
import { blocksReferredTo, variablesIn, withLocals } from "../../stack/references";
import { once } from "../../stack/remembered";
import type { Block } from "../../stack/stack";
import { isLiteral } from "../../stack/template";
import { providerIdentity } from "../access/registries";
import type { KnownBlockType } from "../catalogue/block-types";

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

/** An object of Azure by what tells it from others of its type, as far as that is known. */
export interface Thing {
  readonly name: string;
  readonly group?: string;
  readonly subscription?: string;
}

/** What an argument leads to: words where that is not known, undefined where the argument is not set. */
export type Lead = Thing | string | undefined;

/** What an argument may lead to: its type in ids, and those of Terraform, which have no other names. */
export type Kind = readonly [inIds: string, ...types: readonly KnownBlockType[]];

export const REGISTRY: Kind = ["registries", "azurerm_container_registry"];

/** Where a provider says none, its subscription comes from the environment and may be any. */
const SUBSCRIPTION = /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/i;

/** One instance of a resource or a data source. */
export class Item implements Thing {
  /** The name that Azure knows it by, or the one in the stack. */
  public readonly name: string;
  /** Undefined also for one whose name is not known: it is the same as no other. */
  public readonly group?: string;
  public readonly subscription?: string;
  public readonly isManaged: boolean;

  constructor(
    public readonly instance: Instance,
    public readonly planned: PlannedStack,
  ) {
    const { kind, name, provider } = instance.block;
    this.isManaged = kind === "resource";
    this.name = this.text("name") ?? name;
    [this.subscription] = SUBSCRIPTION.exec(providerIdentity(provider, planned).text) ?? [];
    if (this.text("name") !== undefined) {
      const above = this.lead(["resourceGroups", "azurerm_resource_group"], "parent_id");
      this.group = this.text("resource_group_name") ?? (above instanceof Item ? above.text("name") : undefined);
    }
  }

  /** An argument as planned; undefined where it is not set or not known. @param path the names that lead to it, through blocks */
  public value(...path: readonly string[]): Json | undefined {
    return path.reduce<Json | undefined>((outer, name) => blockOf(outer)[name], this.instance.values) ?? undefined;
  }

  public text(name: string): string | undefined {
    const value = this.value(name);
    return typeof value === "string" ? value : undefined;
  }

  /** An argument as written; undefined where it is not set. */
  public written(...path: readonly string[]): Json | undefined {
    const read = path.reduce<Json | undefined>(
      (outer, name) => blockOf(outer)[name] ?? dynamicContent(blockOf(outer), name),
      this.instance.block.body,
    );
    // Of a plan, what the provider alone fills is written as an empty list.
    return isList(read) && read.length === 0 ? undefined : (read ?? undefined);
  }

  /** As planned, or as written where that is not known. */
  public either(...path: readonly string[]): Json | undefined {
    return this.value(...path) ?? this.written(...path);
  }

  public lead(kind: Kind, ...path: readonly string[]): Lead {
    return this.leadIn(kind, this.value(...path), this.written(...path));
  }

  /** What an argument names in the group of this one. */
  public namedBy(kind: Kind, argument: string): Lead {
    const [name, group] = [this.text(argument), this.text("resource_group_name")];
    return name !== undefined && group !== undefined
      ? { name, group, subscription: this.subscription }
      : this.leadIn(kind, undefined, this.written(argument));
  }

  public leadIn([inIds, ...types]: Kind, value: Json | undefined, written: Json | undefined): Lead {
    if (typeof value === "string" && value.startsWith("/")) {
      return thingById(value, inIds) ?? value;
    }
    if (written === undefined || written === null) {
      return undefined;
    }
    const { stack } = this.planned;
    const read = withLocals(written, stack);
    const [instance, ...others] = blocksReferredTo(read, stack.blocks)
      .filter(({ type }) => types.some((one) => one === type))
      .flatMap((block) => this.instancesMeant(block, read));
    if (instance !== undefined && others.length === 0) {
      return itemIn(this.planned)(instance);
    }
    const [variable] = variablesIn(read);
    return variable === undefined ? this.instance.address : `var.${variable}`;
  }

  /** The instances of a block that an expression of this one means: those of the key that it says, or else of its own. */
  private instancesMeant(block: Block, expression: Json): readonly Instance[] {
    const all = instancesOf(block, this.planned);
    const [key = parseAddress(this.instance.address)?.key] = referencesIn(expression)
      .flatMap((reference) => addressIn(reference)?.address ?? [])
      .flatMap((address) => (blockAddress(address) === block.address ? (address.key ?? []) : []));
    const meant = all.filter(({ address }) => key !== undefined && parseAddress(address)?.key === key);
    return meant.length === 0 ? all : meant;
  }
}

/** Each instance is one item, so that one without a known name is at least itself. */
export const itemIn = once((planned: PlannedStack) => once((instance: Instance) => new Item(instance, planned)));

export type Items = ReturnType<typeof itemsOf>;

/** All of some stacks by their type, as catalogues have it. */
export function itemsOf(stacks: readonly PlannedStack[]): (type: KnownBlockType) => readonly Item[] {
  const all = stacks.flatMap((planned) => planned.instances.map((instance) => ({ instance, planned })));
  const found = grouped(all, ({ instance }) => instance.block.blockType);
  return (type) => found.get(type)?.map(({ instance, planned }) => itemIn(planned)(instance)) ?? [];
}

export function isThing(lead: Lead): lead is Thing {
  return typeof lead === "object";
}

/** @param type such as `virtualNetworks`, whose name is in the id */
function thingById(id: string, type: string): Thing | undefined {
  const pattern = new RegExp(`^/subscriptions/([^/]+)/resourceGroups/([^/]+)/providers/[^/]+/${type}/([^/]+)`, "i");
  const [, subscription, group, name] = pattern.exec(id) ?? [];
  return name === undefined ? undefined : { name, group, subscription };
}

export function isSame(lead: Lead, other: Thing): boolean {
  if (!isThing(lead) || lead === other) {
    return lead === other;
  }
  const isInGroup = lead.group !== undefined && other.group !== undefined && areSame(lead.group, other.group);
  return isInGroup && areSame(lead.name, other.name) && areSame(lead.subscription, other.subscription);
}

export function mayBe(lead: Lead, thing: Thing): boolean {
  return !isThing(lead) || isSame(lead, thing);
}

/** The resource of something, where the stacks manage it. */
export function managed(thing: Thing, all: readonly Item[]): Item | undefined {
  return all.find((one) => isSame(one, thing));
}

/** Azure compares names without regard to case. One that is not known may be any. */
export function areSame(one: string | undefined, other: string | undefined): boolean {
  return one === undefined || other === undefined || one.toLowerCase() === other.toLowerCase();
}
