import { listed } from "../../shared/words";

import { grouped, isList, type Json, objectOf, textOf } from "../../stack/json";
import { isLiteral } from "../../stack/template";
import type { Access, AccessChanges } from "../access/access";
import { registryBlocks } from "../access/registries";
import type { KnownBlockType } from "../catalogue/block-types";
import { argumentOf, blocksAt, type Item, isManaged, leadIn, leadOf, nameOf, type Stacks, textAt } from "./items";

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
    const blocks = new Set(registryBlocks(planned.stack).map(({ address }) => address));
    return planned.instances
      .filter(({ block }) => blocks.has(block.address))
      .map((instance) => ({ item: { instance, planned }, of: named({ instance, planned }) }));
  });
  const found = new Map<string, (Named & { readonly items: Item[] })[]>();
  // Those whose group is known first: the others then join them.
  for (const { item, of } of [...items].sort((left, right) => Number(isOpen(left.of)) - Number(isOpen(right.of)))) {
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

function isOpen({ group }: Named): boolean {
  return group === undefined;
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
      : { kind: "unknown", because: "what its firewall does by default is not known" };
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

/** The suffix of login servers in the cloud of its provider. Azure, "Compare Azure Government and global Azure". */
export function suffixOf({ items }: Registry): string {
  const clouds = items.map(({ instance, planned }) => {
    const { name, alias } = instance.block.provider;
    const found = planned.stack.providers.find((one) => one.name === name && one.alias === alias);
    return textOf(found?.body.environment);
  });
  return SUFFIXES.get(clouds[0] ?? "") ?? "azurecr.io";
}

const SUFFIXES: ReadonlyMap<string, string> = new Map([
  ["usgovernment", "azurecr.us"],
  ["china", "azurecr.cn"],
]);

export const REGISTRIES: readonly KnownBlockType[] = ["azurerm_container_registry", "data.azurerm_container_registry"];

const GROUPS: readonly KnownBlockType[] = ["azurerm_resource_group", "data.azurerm_resource_group"];

/** A registry by what it is called. */
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
    gained: [...changes.gained, ...changes.kept.filter(isReached)],
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
    return `before it let in ${listed(door.ranges)} only`;
  }
  return door.kind === "shut" ? "before it was closed" : "before that was not known";
}

function isElsewhere(door: Door): boolean {
  return door.kind === "unknown" && door.isElsewhere === true;
}

/** Azure, "Allow trusted services to securely access a network-restricted container registry". */
function openedBypass(before: Registry, after: Registry): string[] {
  const [old, fresh] = [before, after].map(({ items }) =>
    items.map((item) => argumentOf(item, "network_rule_bypass_option").value).find((value) => value !== undefined),
  );
  return old === "None" && fresh === "AzureServices" ? ["lets trusted Azure services in, before it did not"] : [];
}
