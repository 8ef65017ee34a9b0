import type { Naming } from "../../planned/sensitive";
import { listed } from "../../shared/words";
import { grouped, isObject, listOf, objectOf } from "../../stack/json";
import { isLiteral } from "../../stack/template";
import { areSame, Item, type Items, isThing, type Lead, REGISTRY, type Thing } from "./networks";

/** How pods or people come to a registry over the network, whatever they are authorized to do. */
export type Reach =
  /** By its public address, from anywhere, with a login. */
  | { readonly kind: "public" }
  /** By its public address, from some addresses. Which ones a cluster leaves from, nobody knows from a stack. */
  | { readonly kind: "ranges"; readonly ranges: readonly string[] }
  | {
      readonly kind: "endpoint";
      readonly endpoint: string;
      /** The virtual network that the endpoint is in. */
      readonly network: string;
      /** The virtual network of the cluster, where it is another one that is peered. */
      readonly from?: string;
      /** The network of the cluster where it is managed elsewhere, and may have DNS servers of its own. */
      readonly withAzureDnsIn?: string;
    }
  | { readonly kind: "closed"; readonly because: string }
  | {
      readonly kind: "unknown";
      readonly because: string;
      /** Whether it is unknown only because the stacks do not manage the registry, and say nothing of its network. */
      readonly isElsewhere?: true;
    };

export const closed = (because: string) => ({ kind: "closed", because }) as const;
export const unknown = (because: string) => ({ kind: "unknown", because }) as const;

/** One for several. @param otherwise why it is unknown where some of them differ */
export function joinedReach(all: readonly Reach[], otherwise: string): Reach | undefined {
  const distinct = new Set([...new Set(all)].map((one) => JSON.stringify(one)));
  return distinct.size > 1 ? unknown(otherwise) : all[0];
}

/** What is to be said beside an access; nothing where a login is all that it takes, or where nothing is said of the network. */
export function reachRemark(reach: Reach | undefined): string | undefined {
  switch (reach?.kind) {
    case "ranges":
      return `reached from ${listed(reach.ranges)} only`;
    case "endpoint": {
      const peering = reach.from === undefined ? "" : `, which is peered with ${reach.from}`;
      const condition = reach.withAzureDnsIn === undefined ? "" : `, if ${reach.withAzureDnsIn} uses Azure's DNS`;
      return `reached by private endpoint ${reach.endpoint} in virtual network ${reach.network}${peering}${condition}`;
    }
    case "closed":
      return `authorized, not reachable: ${reach.because}`;
    case "unknown":
      return reach.isElsewhere ? undefined : `whether it is reached is unknown: ${reach.because}`;
    default:
      return undefined;
  }
}

/** A sentence about an access with what its reader would otherwise take for granted. */
export function reachedSentence(sentence: string, reach: Reach | undefined): string {
  switch (reach?.kind) {
    case "ranges":
      return `${sentence}, from ${listed(reach.ranges)} only`;
    case "endpoint":
      return `${sentence}, by private endpoint ${reach.endpoint}`;
    case "closed":
      return `authorized, not reachable: ${sentence}, but ${reach.because}`;
    case "unknown":
      return reach.isElsewhere ? sentence : `${sentence}, which may not be reachable: ${reach.because}`;
    default:
      return sentence;
  }
}

/** As the JSON of a plan has it. */
export function reachRecord(reach: Reach) {
  const { isElsewhere: _isElsewhere, ...members } = { isElsewhere: undefined, ...reach };
  return members;
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
  const rules = item.value(RULES);
  const [set] = listOf(rules);
  if (!isObject(set)) {
    const isNone = set === undefined && (rules !== undefined || item.written(RULES) === undefined);
    return isNone ? { kind: "public" } : unknown(`the firewall of ${item.name} is not known`);
  }
  const action = item.either(RULES, "default_action") ?? "Allow";
  const ranges = listOf(item.either(RULES, "ip_rule")).map((rule) => {
    const { ip_range: range } = objectOf(rule);
    return isLiteral(range) ? range : "addresses that are not known";
  });
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

const RULES = "network_rule_set";

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

/** @param before the same registries as they were; one that is new, or managed elsewhere, is opened by nobody */
export function openings(before: Registries, after: Registries, naming: Naming): Opening[] {
  const isHere = ({ items }: Registry) => items.some(({ isManaged }) => isManaged);
  return [...after.values()].flat().flatMap((registry): Opening[] => {
    const { name, group, title, door, items } = registry;
    const old = before.get(name.toLowerCase())?.find((one) => isHere(one) && areSame(one.group, group));
    if (old === undefined || !isHere(registry)) {
      return [];
    }
    const isBypassed = bypassOf(old) === "None" && bypassOf(registry) === "AzureServices";
    const opened = [...openedDoor(old.door, door), ...(isBypassed ? ["now lets trusted Azure services in"] : [])];
    return opened.map((words) => ({
      registry: naming.of(title),
      address: items[0].instance.address,
      message: naming.within(`registry ${title} ${words}`),
    }));
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
