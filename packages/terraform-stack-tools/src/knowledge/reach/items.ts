import { type Instance, instancesOf, type PlannedStack, valuesOf } from "../../planned/planned-stack";
import { listed } from "../../shared/words";
import { addressIn, blockAddress, parseAddress } from "../../stack/address";
import {
  blockOf,
  dynamicContent,
  grouped,
  isList,
  type Json,
  type JsonObject,
  lookUp,
  objectOf,
  textOf,
} from "../../stack/json";
import { referencesIn } from "../../stack/reference";
import { blocksReferredTo, variablesIn, withLocals } from "../../stack/references";
import { once } from "../../stack/remembered";
import type { Block } from "../../stack/stack";
import { isLiteral } from "../../stack/template";
import type { Access, AccessChanges } from "../access/access";
import { isRegistry, providerIdentity } from "../access/registries";
import { isOfType, type KnownBlockType } from "../catalogue/block-types";

/** Stacks that are deployed together. */
export type Stacks = readonly PlannedStack[];

/** One instance of a resource or a data source, with the stack that it is in. */
export interface Item {
  readonly instance: Instance;
  readonly planned: PlannedStack;
}

const itemsByType = once((stacks: Stacks): ReadonlyMap<string, readonly Item[]> => {
  const found = new Map<string, Item[]>();
  for (const planned of stacks) {
    for (const instance of planned.instances) {
      const { blockType } = instance.block;
      const items = found.get(blockType) ?? [];
      items.push({ instance, planned });
      found.set(blockType, items);
    }
  }
  return found;
});

/** @param types which have no other names */
export function itemsOf(types: readonly KnownBlockType[], stacks: Stacks): Item[] {
  return types.flatMap((type) => itemsByType(stacks).get(type) ?? []);
}

export function isOneOf(block: Pick<Block, "blockType">, types: readonly KnownBlockType[]): boolean {
  return types.some((type) => isOfType(block, type));
}

export function isManaged({ instance }: Item): boolean {
  return instance.block.kind === "resource";
}

/** What an argument is: as planned, where that is known, and as written. Both are undefined for one that is not set. */
interface Argument {
  readonly value: Json | undefined;
  readonly written: Json | undefined;
}

/** @param path the names that lead to it, through blocks */
export function argumentOf({ instance }: Item, ...path: readonly string[]): Argument {
  const value = path.reduce<Json | undefined>((outer, name) => blockOf(outer)[name], instance.values) ?? undefined;
  const read = path.reduce<Json | undefined>(written, instance.block.body) ?? undefined;
  // Of a plan, what the provider alone fills is written as an empty list.
  const isFilled = value === undefined && isList(read) && read.length === 0;
  return { value, written: isFilled ? undefined : read };
}

function written(value: Json | undefined, name: string): Json | undefined {
  const body = blockOf(value);
  return body[name] ?? dynamicContent(body, name);
}

/** A text that is known, whatever it is written as. */
export function textAt(item: Item, ...path: readonly string[]): string | undefined {
  const { value } = argumentOf(item, ...path);
  return typeof value === "string" ? value : undefined;
}

/** The name that Azure knows it by, or the one in the stack. */
export function nameOf(item: Item): string {
  return textAt(item, "name") ?? item.instance.block.name;
}

/** The instances of a block that an expression of another instance means. */
function instancesMeant(block: Block, expression: Json, { instance, planned }: Item): readonly Instance[] {
  const all = instancesOf(block, planned);
  if (all.length < 2) {
    return all;
  }
  const key = (address: string) => parseAddress(address)?.key;
  const named = referencesIn(expression)
    .flatMap((reference) => addressIn(reference)?.address ?? [])
    .filter((address) => blockAddress(address) === block.address)
    .flatMap((address) => address.key ?? []);
  const [wanted = key(instance.address)] = named;
  const meant = all.filter((one) => key(one.address) === wanted);
  return meant.length === 0 || wanted === undefined ? all : meant;
}

/** The values of blocks of one name, in a list. */
function blocksAt(value: Json | undefined): JsonObject[] {
  return (Array.isArray(value) ? value : [value]).filter((one) => one !== undefined).map(objectOf);
}

/** What an argument leads to. */
export type Lead =
  | { readonly kind: "item"; readonly item: Item }
  | { readonly kind: "id"; readonly id: string }
  /** The argument is not set. */
  | { readonly kind: "nothing" }
  /** Something else, such as an output of another stack. */
  | { readonly kind: "unknown"; readonly words: string };

/** @param types what it may lead to */
export function leadOf(item: Item, types: readonly KnownBlockType[], ...path: readonly string[]): Lead {
  const { value, written } = argumentOf(item, ...path);
  return leadIn(value, written, item, types);
}

export function leadIn(
  value: Json | undefined,
  written: Json | undefined,
  item: Item,
  types: readonly KnownBlockType[],
): Lead {
  if (typeof value === "string" && value.startsWith("/")) {
    return { kind: "id", id: value };
  }
  if (written === undefined || written === null) {
    return { kind: "nothing" };
  }
  const { stack } = item.planned;
  const read = withLocals(written, stack);
  const meant = blocksReferredTo(read, stack.blocks)
    .filter((block) => isOneOf(block, types))
    .flatMap((block) => instancesMeant(block, read, item));
  const [instance, ...others] = meant;
  if (instance !== undefined && others.length === 0) {
    return { kind: "item", item: { instance, planned: item.planned } };
  }
  const [variable] = variablesIn(read);
  return { kind: "unknown", words: variable === undefined ? item.instance.address : `var.${variable}` };
}

/** An object of Azure by what tells it from others of its type. */
export interface Thing extends Named {
  /** The subscription, as far as the stack says it. */
  readonly subscription: string;
  /** Undefined for one that is only known by its id or its name. */
  readonly item?: Item;
}

export function thingOf(item: Item): Thing {
  return {
    name: nameOf(item),
    group: textAt(item, "name") === undefined ? undefined : textAt(item, "resource_group_name"),
    subscription: subscriptionOf(item),
    item,
  };
}

/** @param type such as `virtualNetworks`, whose name is in the id */
export function thingById(id: string, type: string): Thing | undefined {
  const pattern = new RegExp(`^/subscriptions/([^/]+)/resourceGroups/([^/]+)/providers/[^/]+/${type}/([^/]+)`, "i");
  const [, subscription, group, name] = pattern.exec(id) ?? [];
  return name === undefined ? undefined : { name, group, subscription };
}

export function subscriptionOf({ instance, planned }: Item): string {
  return providerIdentity(instance.block.provider, planned).text;
}

/** Azure compares names without regard to case. What has no known name is only itself. */
export function isSame(one: Thing, other: Thing): boolean {
  if (one.item !== undefined && one.item.instance === other.item?.instance) {
    return true;
  }
  return (
    one.group !== undefined &&
    isSameName(one.group, other.group ?? "") &&
    isSameName(one.name, other.name) &&
    mayBeSame(one.subscription, other.subscription)
  );
}

const GUID = /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/i;

/** Where a provider says none, its subscription comes from the environment and may be any. */
function mayBeSame(one: string, other: string): boolean {
  const [first, second] = [one, other].map((text) => GUID.exec(text)?.[0].toLowerCase());
  return first === second || first === undefined || second === undefined;
}

/** With the data sources, of which a plan lists only those that it cannot read yet. */
export function completed(planned: PlannedStack): PlannedStack {
  const { stack, instances, variables } = planned;
  const listed = new Set(instances.map(({ block }) => block.address));
  const others = stack.blocks
    .filter(({ kind, address }) => kind === "data" && !listed.has(address))
    .map((block): Instance => {
      // Which of its instances is which, only a plan tells.
      const values = block.isRepeated ? {} : withVariables(valuesOf(block, stack), variables);
      return { address: block.address, block, values };
    });
  return others.length === 0 ? planned : { ...planned, instances: [...instances, ...others] };
}

function withVariables(values: JsonObject, variables: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, variableOf(value, variables) ?? value]),
  );
}

function variableOf(value: Json, variables: JsonObject): Json | undefined {
  return typeof value === "string" && value.startsWith("var.") ? lookUp(variables, value.slice(4)) : undefined;
}

/** A registry. */
export interface Registry extends Named {
  /** Its name, with its group where another registry has the same name. */
  readonly title: string;
  readonly items: readonly Item[];
}

/** What its public address lets in. */
export type Door =
  | { readonly kind: "open" }
  | { readonly kind: "ranges"; readonly ranges: readonly string[] }
  | { readonly kind: "shut"; readonly because: string }
  | { readonly kind: "unknown"; readonly because: string; readonly isElsewhere?: true };

export function registriesOf(stacks: Stacks): Registry[] {
  const items = stacks.flatMap((planned) => {
    const blocks = new Set(planned.stack.blocks.filter(isRegistry).map(({ address }) => address));
    return planned.instances
      .filter(({ block }) => blocks.has(block.address))
      .map((instance) => ({ item: { instance, planned }, of: named({ instance, planned }) }));
  });
  const found = new Map<string, (Named & { readonly items: Item[] })[]>();
  // Those whose group is known first: the others then join them.
  for (const { item, of } of [...items].sort(
    (left, right) => Number(left.of.group === undefined) - Number(right.of.group === undefined),
  )) {
    const alike = found.get(of.name.toLowerCase()) ?? [];
    found.set(of.name.toLowerCase(), alike);
    const known = alike.find((one) => isNamed(one, of));
    if (known === undefined) {
      alike.push({ ...of, items: [item] });
    } else {
      known.items.push(item);
    }
  }
  return [...found.values()].flatMap((alike) =>
    alike.map((one) => ({ ...one, title: alike.length > 1 ? titleOf(one) : one.name })),
  );
}

/** By the name in lower case, in which Azure compares names. */
export function registriesByName(registries: readonly Registry[]): ReadonlyMap<string, readonly Registry[]> {
  return grouped(registries, ({ name }) => name.toLowerCase());
}

function titleOf({ name, group }: Named): string {
  return group === undefined ? name : `${name} in resource group ${group}`;
}

/**
 * Whether a name may be that of a registry. A name is the only one of its kind in all of Azure, unless a domain name label
 * makes it one of its group.
 */
export function isNamed(registry: Named, other: Named): boolean {
  return (
    isSameName(registry.name, other.name) &&
    (registry.group === undefined || other.group === undefined || isSameName(registry.group, other.group))
  );
}

function isSameName(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}

/** Azure, "Configure public IP network rules". Both are in front of the public address alone. */
export function doorOf({ title, items }: Registry): Door {
  const managed = items.filter(isManaged);
  if (managed.length === 0) {
    const because = `registry ${title} is managed elsewhere, with its public access and its private endpoints`;
    return { kind: "unknown", because, isElsewhere: true };
  }
  const doors = managed.map(doorIn);
  // Several resources may set something of one registry.
  return doors.find(({ kind }) => kind === "shut") ?? doors.find(({ kind }) => kind !== "open") ?? doors[0];
}

function doorIn(item: Item): Door {
  const access = argumentOf(item, "public_network_access_enabled");
  if (access.value === false) {
    return { kind: "shut", because: "public access is off" };
  }
  if (access.value !== true && access.written !== undefined && access.written !== true) {
    return { kind: "unknown", because: `whether public access to ${nameOf(item)} is on is not known` };
  }
  const rules = argumentOf(item, "network_rule_set");
  const [set] = blocksAt(rules.value);
  if (set === undefined) {
    return rules.written === undefined || isList(rules.value)
      ? { kind: "open" }
      : { kind: "unknown", because: `the firewall of ${nameOf(item)} is not known` };
  }
  if (set.default_action !== "Allow" && blocksAt(set.virtual_network).length > 0) {
    return { kind: "unknown", because: "its firewall lets subnets in by service endpoints, which are not read" };
  }
  return behind(
    set.default_action ?? null,
    set.ip_rule ?? null,
    argumentOf(item, "network_rule_set", "ip_rule").written,
  );
}

function behind(action: Json, rules: Json, written: Json | undefined): Door {
  if (action !== "Deny") {
    return action === null || action === "Allow"
      ? { kind: "open" }
      : { kind: "unknown", because: "the default action of its firewall is unknown" };
  }
  const ranges = rangesIn(rules, written);
  if (ranges.includes("0.0.0.0/0")) {
    return { kind: "open" };
  }
  return ranges.length === 0
    ? { kind: "shut", because: "its firewall lets no address in" }
    : { kind: "ranges", ranges };
}

const UNKNOWN_RANGE = "addresses that are not known";

function rangesIn(rules: Json, written: Json | undefined): string[] {
  const known = blocksAt(isList(rules) ? rules : []).map(({ ip_range }) => textOf(ip_range) || UNKNOWN_RANGE);
  const literal = blocksAt(written).flatMap((rule) => {
    const { ip_range } = objectOf(rule);
    return ip_range === undefined ? [] : [isLiteral(ip_range) ? ip_range : UNKNOWN_RANGE];
  });
  return [...new Set(known.length > 0 ? known : literal)].sort();
}

export const REGISTRIES: readonly KnownBlockType[] = ["azurerm_container_registry", "data.azurerm_container_registry"];

const GROUPS: readonly KnownBlockType[] = ["azurerm_resource_group", "data.azurerm_resource_group"];

/** What something is called. */
export interface Named {
  readonly name: string;
  /** Undefined where it is not known. */
  readonly group?: string;
}

/** What a registry is called. What changes one of another resource has the name of that. */
export function named(item: Item): Named {
  const lead = leadOf(item, REGISTRIES, "parent_id");
  return lead.kind === "item" ? own(lead.item) : own(item);
}

function own(item: Item): Named {
  return { name: nameOf(item), group: groupOf(item) };
}

/** The group that an argument names, or that it refers to. */
function groupOf(item: Item): string | undefined {
  const known = textAt(item, "resource_group_name");
  if (known !== undefined) {
    return known;
  }
  const lead = [
    leadIn(undefined, argumentOf(item, "resource_group_name").written, item, GROUPS),
    leadOf(item, GROUPS, "parent_id"),
  ].find(({ kind }) => kind === "item");
  return lead?.kind === "item" ? nameOf(lead.item) : undefined;
}

/** A registry whose public address lets in more than before. */
export interface Opening {
  readonly registry: string;
  /** Of what manages it. */
  readonly address: string;
  /** Such as `registry contoso is open to every address, before it was closed`. */
  readonly message: string;
}

/** @param most more than these are counted. @returns empty where there is none */
export function openedHeadline(opened: readonly Opening[], most: number): string {
  if (opened.length <= most) {
    return opened.map(({ message }) => message).join(" and ");
  }
  return opened.length === 1
    ? "1 registry lets in more than before"
    : `${opened.length} registries let in more than before`;
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

/** @param before the same registries as they were; one that is new is opened by nobody */
export function openings(before: readonly Registry[], after: readonly Registry[]): Opening[] {
  const former = new Map(before.map((one) => [one.title.toLowerCase(), one]));
  return after.flatMap((registry): Opening[] => {
    const old = former.get(registry.title.toLowerCase());
    const [item] = registry.items;
    if (old === undefined || item === undefined) {
      return [];
    }
    const opened = openedDoor(doorOf(old), doorOf(registry)) ?? [];
    return [opened, openedBypass(old, registry)].flat().map((words) => ({
      registry: registry.title,
      address: item.instance.address,
      message: `registry ${registry.title} ${words}`,
    }));
  });
}

function openedDoor(before: Door, after: Door): string | undefined {
  if (before.kind === "open" || isElsewhere(before)) {
    return undefined;
  }
  switch (after.kind) {
    case "open":
      return `is open to every address, ${formerly(before)}`;
    case "ranges": {
      const known = before.kind === "ranges" ? before.ranges : [];
      const added = after.ranges.filter((range) => !known.includes(range));
      return added.length === 0 ? undefined : `lets in ${listed(added)}, ${formerly(before)}`;
    }
    case "unknown":
      return before.kind === "shut" && !isElsewhere(after)
        ? `may be open to more than before: ${after.because}`
        : undefined;
    case "shut":
      return undefined;
  }
}

function formerly(door: Door): string {
  if (door.kind === "ranges") {
    return `previously only ${listed(door.ranges)}`;
  }
  return door.kind === "shut" ? "previously none" : "previously unknown";
}

function isElsewhere(door: Door): boolean {
  return door.kind === "unknown" && door.isElsewhere === true;
}

/** Azure, "Allow trusted services to securely access a network-restricted container registry". */
function openedBypass(before: Registry, after: Registry): string[] {
  const [old, fresh] = [before, after].map(({ items }) =>
    items.map((item) => argumentOf(item, "network_rule_bypass_option").value).find((value) => value !== undefined),
  );
  return old === "None" && fresh === "AzureServices" ? ["now lets trusted Azure services in"] : [];
}
