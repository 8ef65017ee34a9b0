import { type Instance, instancesOf, type PlannedStack } from "../../planned/planned-stack";
import { listed } from "../../shared/words";
import { addressIn, blockAddress, parseAddress } from "../../stack/address";
import { blockOf, dynamicContent, grouped, isList, isObject, type Json, listOf, objectOf } from "../../stack/json";
import { referencesIn } from "../../stack/reference";
import { blocksReferredTo, variablesIn, withLocals } from "../../stack/references";
import { once } from "../../stack/remembered";
import type { Block } from "../../stack/stack";
import { isLiteral } from "../../stack/template";
import type { Access, AccessChanges } from "../access/access";
import { providerIdentity } from "../access/registries";
import type { KnownBlockType } from "../catalogue/block-types";
import { closed, type Reach, unknown } from "./reach";

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
    const { subscription } = this;
    const [name, group] = [this.text(argument), this.text("resource_group_name")];
    return name !== undefined && group !== undefined
      ? { name, group, subscription }
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
    const [variable] = variablesIn(read);
    if (instance === undefined || others.length > 0) {
      return variable === undefined ? this.instance.address : `var.${variable}`;
    }
    return itemIn(this.planned)(instance);
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
  const all = stacks.flatMap((planned) => planned.instances.map((one) => ({ one, planned })));
  const found = grouped(all, ({ one }) => one.block.blockType);
  return (type) => found.get(type)?.map(({ one, planned }) => itemIn(planned)(one)) ?? [];
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
  const { name, group, subscription } = lead;
  const isInGroup = group !== undefined && other.group !== undefined && areSame(group, other.group);
  return isInGroup && areSame(name, other.name) && areSame(subscription, other.subscription);
}

export function mayBe(lead: Lead, thing: Thing): boolean {
  return !isThing(lead) || isSame(lead, thing);
}

/** The resource of something, where the stacks manage it. */
export function managed(thing: Thing, all: readonly Item[]): Item | undefined {
  return all.find((one) => isSame(one, thing));
}

/** Azure compares names without regard to case. One that is not known may be any. */
function areSame(one: string | undefined, other: string | undefined): boolean {
  return one === undefined || other === undefined || one.toLowerCase() === other.toLowerCase();
}

/** What the public address of a registry lets in. */
export type Door = Exclude<Reach, { readonly kind: "endpoint" }>;

/** A registry, with all that the stacks say of it. */
export interface Registry extends Thing {
  /** Its name, with its group where another registry has the same name. */
  readonly title: string;
  readonly items: readonly Item[];
  readonly door: Door;
}

/** By their names in lower case. */
type Registries = ReadonlyMap<string, readonly Registry[]>;

/** A name is the only one of its kind in all of Azure, unless a domain name label makes it one of its group. */
export function registriesOf(items: Items): Registries {
  const all = [...items("azurerm_container_registry"), ...items("data.azurerm_container_registry")].map((item) => {
    // What changes one of another resource has the name of that.
    const changed = item.lead(REGISTRY, "parent_id");
    return { item, of: changed instanceof Item ? changed : item };
  });
  // Whose name is not known is no other one.
  const alike = [...grouped(all, ({ of }) => of.text("name")?.toLowerCase() ?? of).values()];
  const registries = alike.flatMap((same) => {
    const twins = [...grouped(same, ({ of }) => of.group?.toLowerCase()).values()];
    return twins.map((own) => {
      const { name, group = "that is not known" } = own[0].of;
      const items = own.map(({ item }) => item);
      return registryOf(twins.length === 1 ? name : `${name} in resource group ${group}`, items, own[0].of);
    });
  });
  return grouped(registries, ({ name }) => name.toLowerCase());
}

/** Azure, "Configure public IP network rules". Both are in front of the public address alone. */
export function registryOf(
  title: string,
  items: readonly Item[] = [],
  { name, group }: Thing = { name: title },
): Registry {
  const doors = items.filter(({ isManaged }) => isManaged).map(doorIn);
  const because = `registry ${title} is managed elsewhere, with its public access and its private endpoints`;
  const [door = { kind: "unknown", because, isElsewhere: true }] = doors;
  // Several resources may set something of one registry.
  const worst = doors.find(({ kind }) => kind === "closed") ?? doors.find(({ kind }) => kind !== "public") ?? door;
  return { name, group, title, items, door: worst };
}

/** @param target of a private endpoint */
export function isOf({ name, group, items }: Registry, target: Lead): boolean {
  if (target instanceof Item) {
    return items.includes(target);
  }
  return isThing(target) && areSame(name, target.name) && areSame(group, target.group);
}

function doorIn(item: Item): Door {
  const access = item.either("public_network_access_enabled") ?? true;
  if (typeof access !== "boolean") {
    return unknown(`whether public access to ${item.name} is on is not known`);
  }
  return access ? firewallOf(item) : closed("public access is off");
}

function firewallOf(item: Item): Door {
  const rules = item.value("network_rule_set");
  const [set] = listOf(rules);
  if (!isObject(set)) {
    const isNone = set === undefined && (rules !== undefined || item.written("network_rule_set") === undefined);
    return isNone ? { kind: "public" } : unknown(`the firewall of ${item.name} is not known`);
  }
  const action = set.default_action ?? item.written("network_rule_set", "default_action") ?? "Allow";
  const ranges = listOf(set.ip_rule ?? item.written("network_rule_set", "ip_rule")).map(rangeOf);
  if (action === "Allow" || (action === "Deny" && ranges.includes("0.0.0.0/0"))) {
    return { kind: "public" };
  }
  if (action !== "Deny") {
    return unknown("the default action of its firewall is unknown");
  }
  if (listOf(set.virtual_network).length > 0) {
    return unknown("its firewall lets subnets in by service endpoints, which are not read");
  }
  return ranges.length === 0
    ? closed("its firewall lets no address in")
    : { kind: "ranges", ranges: [...new Set(ranges)].sort() };
}

function rangeOf(rule: Json): string {
  const { ip_range } = objectOf(rule);
  return isLiteral(ip_range) ? ip_range : "addresses that are not known";
}

/** A registry whose public address lets in more than before. */
export interface Opening {
  readonly registry: string;
  /** Of what manages it. */
  readonly address: string;
  /** Such as `registry contoso is open to every address, previously none`. */
  readonly message: string;
}

/** @param most more than these are counted. @returns empty where there is none */
export function openedHeadline(opened: readonly Opening[], most: number): string {
  if (opened.length <= most) {
    return opened.map(({ message }) => message).join(" and ");
  }
  const registries = opened.length === 1 ? "1 registry lets" : `${opened.length} registries let`;
  return `${registries} in more than before`;
}

/** Whom a registry serves without a login is decided by its network: whoever it lets in gains. */
export function withOpened(changes: AccessChanges, opened: readonly Opening[]): AccessChanges {
  const registries = new Set(opened.map(({ registry }) => registry));
  const isReached = ({ origin, registry }: Access) => origin.kind === "anonymous pull" && registries.has(registry);
  return {
    ...changes,
    gained: [...changes.gained, ...changes.kept.filter(isReached).map((line) => ({ ...line, change: undefined }))],
    kept: changes.kept.filter((line) => !isReached(line)),
  };
}

/** @param before the same registries as they were; one that is new, or managed elsewhere, is opened by nobody */
export function openings(before: Registries, after: Registries): Opening[] {
  const isHere = ({ items }: Registry) => items.some(({ isManaged }) => isManaged);
  return [...after.values()].flat().flatMap((registry): Opening[] => {
    const { name, group, title, door, items } = registry;
    const old = before.get(name.toLowerCase())?.find((one) => isHere(one) && areSame(one.group, group));
    if (old === undefined || !isHere(registry)) {
      return [];
    }
    const isBypassed = bypassOf(old) === "None" && bypassOf(registry) === "AzureServices";
    const opened = [...openedDoor(old.door, door), ...(isBypassed ? ["now lets trusted Azure services in"] : [])];
    const { address } = items[0].instance;
    return opened.map((words) => ({ registry: title, address, message: `registry ${title} ${words}` }));
  });
}

function openedDoor(before: Door, after: Door): string[] {
  const old = before.kind === "ranges" ? before.ranges : [];
  const added = after.kind === "ranges" ? after.ranges.filter((range) => !old.includes(range)) : [];
  const none = before.kind === "closed" ? "none" : "unknown";
  const previously = old.length === 0 ? none : `only ${listed(old)}`;
  if (before.kind !== "public" && after.kind === "public") {
    return [`is open to every address, previously ${previously}`];
  }
  if (before.kind === "closed" && after.kind === "unknown") {
    return [`may be open to more than before: ${after.because}`];
  }
  return before.kind === "public" || added.length === 0 ? [] : [`lets in ${listed(added)}, previously ${previously}`];
}

/** Azure, "Allow trusted services to securely access a network-restricted container registry". */
function bypassOf({ items }: Registry): string | undefined {
  return items.map((item) => item.text("network_rule_bypass_option")).find((option) => option !== undefined);
}
