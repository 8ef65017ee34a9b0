import { isLiteral } from "../../stack/expression/template";
import { isList, type Json, objectOf, textOf } from "../../stack/json";
import { registryBlocks } from "../access/registries";
import { argumentOf, blocksAt, type Item, isManaged, nameOf, type Stacks, textAt } from "./items";

/** A registry. Its name is the only one of its kind in all of Azure. */
export interface Registry {
  readonly name: string;
  readonly items: readonly Item[];
}

/** What its public address lets in. */
export type Door =
  | { readonly kind: "open" }
  | { readonly kind: "ranges"; readonly ranges: readonly string[] }
  | { readonly kind: "shut"; readonly because: string }
  | { readonly kind: "unknown"; readonly because: string; readonly isElsewhere?: true };

export function registriesOf(stacks: Stacks): Registry[] {
  const found = new Map<string, Registry>();
  for (const planned of stacks) {
    const blocks = new Set(registryBlocks(planned.stack).map(({ address }) => address));
    for (const instance of planned.instances.filter(({ block }) => blocks.has(block.address))) {
      const item = { instance, planned };
      const name = nameOf(item);
      const others = found.get(name.toLowerCase())?.items ?? [];
      found.set(name.toLowerCase(), { name, items: [...others, item] });
    }
  }
  return [...found.values()];
}

export function isNamed({ name }: Registry, other: string): boolean {
  return name.toLowerCase() === other.toLowerCase();
}

/** Azure, "Configure public IP network rules". Both are in front of the public address alone. */
export function doorOf({ name, items }: Registry): Door {
  const managed = items.filter(isManaged);
  if (managed.length === 0) {
    const because = `registry ${name} is managed elsewhere, with its public access and its private endpoints`;
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

/** The regions whose data endpoints layers come from. Undefined where one is not known. */
export function regionsOf({ items }: Registry): string[] | undefined {
  const [managed] = items.filter(isManaged);
  const location = managed && textAt(managed, "location");
  if (managed === undefined || location === undefined) {
    return undefined;
  }
  const { value, written } = argumentOf(managed, "georeplications");
  const replicas = blocksAt(value).map(({ location: one }) => textOf(one));
  const isKnown = replicas.every((one) => one !== "") && (value !== undefined || written === undefined);
  return isKnown ? [location, ...replicas].map((one) => one.toLowerCase().replace(/ /g, "")) : undefined;
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
