import { grouped, isList, type Json, objectOf, textOf } from "../../stack/json";
import { isLiteral } from "../../stack/template";
import { registryBlocks } from "../access/registries";
import { argumentOf, blocksAt, type Item, isManaged, nameOf, type Stacks } from "./items";
import { type Named, named } from "./registry-names";

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
    return rules.written === undefined || (isList(rules.written) && rules.written.length === 0)
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

/** Whether layers come from data endpoints of its own instead of storage, as far as the stacks say it. */
export function hasDataEndpoint({ items }: Registry): boolean {
  return items.some((item) => argumentOf(item, "data_endpoint_enabled").value === true);
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
