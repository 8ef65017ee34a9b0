import { instancesOf, type PlannedStack } from "../../planned/planned-stack";
import { type Naming, PLAIN_NAMES } from "../../planned/sensitive";
import { parseAddress } from "../../stack/address";
import { textOf } from "../../stack/json";
import { once, remembered } from "../../stack/remembered";
import type { Access, Grantee } from "../access/access";
import { modeIn } from "../access/assignments";
import { isPower } from "../access/roles";
import { translated } from "../access/translation";
import { isAzapi, isCluster } from "../catalogue/block-types";
import {
  argumentOf,
  completed,
  type Door,
  doorOf,
  type Item,
  isManaged,
  isNamed,
  isSame,
  nameOf,
  type Opening,
  openings,
  type Registry,
  registriesByName,
  registriesOf,
  type Stacks,
  type Thing,
  textAt,
  thingOf,
} from "./items";
import {
  connectionOf,
  dnsOf,
  type Endpoint,
  endpointsOf,
  isZoneManaged,
  type Link,
  type Located,
  linksOf,
  linksTo,
  type Network,
  networkAt,
  networkWords,
  zonesByHand,
} from "./networks";
import { joinedReach, type Reach } from "./reach";

/** All that leads to registries in some stacks. */
interface Ways {
  readonly stacks: Stacks;
  readonly endpoints: readonly Endpoint[];
  readonly links: readonly Link[];
  /** Of records that somebody writes one by one. */
  readonly byHand: readonly (Thing | undefined)[];
}

/** Where somebody pulls from. */
interface Place {
  readonly network:
    | Exclude<Located, { readonly kind: "nothing" }>
    /** One that AKS makes for the cluster. */
    | { readonly kind: "of AKS" }
    /** Of people and programs. */
    | { readonly kind: "anywhere" };
  /** How it comes to public addresses. */
  readonly way: "open" | "none" | { readonly unknown: string };
}

const ANYWHERE: Place = { network: { kind: "anywhere" }, way: "open" };

/** A cluster that the stacks do not know, such as one outside of Azure. */
const UNKNOWN_PLACE: Place = {
  network: { kind: "unknown", words: "the network of the cluster is not known" },
  way: "open",
};

function unknown(because: string): Reach {
  return { kind: "unknown", because };
}

/** The question how somebody in a place reaches a registry. */
interface Asked {
  readonly place: Place;
  readonly registry: Registry;
  /** Those that lead to it. Where there is one, the public name is an alias of the private one. */
  readonly endpoints: readonly Endpoint[];
  readonly ways: Ways;
}

/** How somebody in a place reaches a registry. Security groups and routes are not judged. */
function reachFrom(place: Place, registry: Registry, ways: Ways): Reach {
  const endpoints = ways.endpoints.filter((one) => one.registry !== undefined && isNamed(registry, one.registry));
  const asked = { place, registry, endpoints, ways };
  if (endpoints.length === 0) {
    return withoutEndpoint(asked);
  }
  const { network } = place;
  const names = `private endpoint ${endpoints.map(({ name }) => name).join(" or ")}`;
  switch (network.kind) {
    case "anywhere": {
      const door = doorOf(registry);
      return door.kind === "open" || door.kind === "ranges"
        ? through(door)
        : unknown(`${door.because}, and whether they are in a network that reaches ${names} is not known`);
    }
    case "unknown":
      return unknown(`${network.words}, and with it whether it reaches ${names}`);
    case "of AKS":
      return (
        openLink(ways) ?? publicly(asked, "no private endpoint is linked to the cluster's network, which AKS makes")
      );
    case "network":
      return fromNetwork(network.network, asked);
  }
}

/** Without a private endpoint, the public DNS alone answers. */
function withoutEndpoint(asked: Asked): Reach {
  const reach = publicly(asked, "it has no private endpoint");
  const perhaps = asked.ways.endpoints.find((one) => one.registry === undefined);
  return reach.kind === "public" || perhaps === undefined
    ? reach
    : unknown(`private endpoint ${perhaps.name} has an unknown target, which may be ${asked.registry.title}`);
}

/** @param without why there is no other way, if the public one is shut */
function publicly({ place: { way, network }, registry }: Asked, without: string): Reach {
  const door = doorOf(registry);
  if (door.kind === "shut") {
    return { kind: "closed", because: `${door.because} and ${without}` };
  }
  if (way === "none") {
    return { kind: "closed", because: `the nodes have no way to public addresses and ${without}` };
  }
  return door.kind === "unknown" || way === "open" || network.kind === "anywhere"
    ? through(door)
    : unknown(way.unknown);
}

function through(door: Exclude<Door, { readonly kind: "shut" }>): Reach {
  return door.kind === "open" ? { kind: "public" } : door;
}

/** What a name leads to is decided in the cluster's own network. */
function fromNetwork(network: Network, asked: Asked): Reach {
  const reach = byName(network, asked);
  switch (dnsOf(network, asked.ways.stacks)) {
    case "others":
      return unknown(`${networkWords(network)} has DNS servers of its own, and what they answer is not known`);
    case "unknown":
      // It has one link to zones of a name. If a stack links its own, what it answers depends on the DNS servers alone.
      return reach.kind === "endpoint"
        ? { ...reach, withAzureDnsIn: network.name }
        : unknown(
            `${networkWords(network)} is managed elsewhere, with its DNS servers and the zones that are linked to it`,
          );
    case "Azure":
      return reach;
  }
}

/**
 * What the name of a registry leads to in a network that asks Azure's own DNS. Azure, "Connect privately to an Azure
 * container registry by using Azure Private Link" and "Azure Private Endpoint private DNS zone values".
 */
function byName(network: Network, asked: Asked): Reach {
  const { registry, ways } = asked;
  const suffix = suffixOf(registry);
  const overriding = [suffix, `${registry.name.toLowerCase()}.${suffix}`].find(
    (name) => linksTo(network, name, ways.links).length > 0,
  );
  if (overriding !== undefined) {
    return unknown(`zone ${overriding} answers in ${networkWords(network)}, instead of the public one`);
  }
  const [link] = linksTo(network, `privatelink.${suffix}`, ways.links);
  return link === undefined ? unlinked(network, asked) : linked(network, link, asked);
}

/** A link to a network that nobody knows may be to any. */
function openLink({ links }: Ways): Reach | undefined {
  const found = links.find(({ network }) => network.kind !== "network");
  return found && unknown(`the network of link ${found.name} of a DNS zone is unknown`);
}

function unknownGroup(endpoints: readonly Endpoint[]): Reach | undefined {
  const found = endpoints.find(({ zones }) => zones === undefined);
  return found && unknown(`the DNS zone with the records of private endpoint ${found.name} is unknown`);
}

function unlinked(network: Network, asked: Asked): Reach {
  const { registry, endpoints, ways } = asked;
  const open = openLink(ways) ?? unknownGroup(endpoints);
  if (open !== undefined) {
    return open;
  }
  const where = `linked to ${networkWords(network)}`;
  const foreign = endpoints.flatMap(({ zones = [] }) => zones).find((one) => !isZoneManaged(one, ways.stacks));
  if (foreign !== undefined) {
    return unknown(`zone ${foreign.name} is managed elsewhere, and whether it is ${where} is not known`);
  }
  const here = endpoints.find((one) => wayTo(one, network, ways) !== "apart");
  const without =
    here === undefined
      ? `no private endpoint is ${where}`
      : `no zone privatelink.${suffixOf(registry)} of private endpoint ${here.name} is ${where}`;
  return publicly(asked, without);
}

function linked(network: Network, { zone, fallsBack }: Link, asked: Asked): Reach {
  const { registry, endpoints, ways } = asked;
  const isHere = (other: Thing | undefined) => zone !== undefined && other !== undefined && isSame(other, zone);
  const targets = endpoints.filter(({ zones = [] }) => zones.some(isHere));
  if (targets.length > 0) {
    return byEndpoints(targets, network, ways);
  }
  const answering = `zone ${zone?.name}, which answers in ${networkWords(network)},`;
  if (ways.byHand.some((one) => one === undefined || isHere(one))) {
    return unknown(`${answering} has records that are written one by one, which are not read`);
  }
  if (zone !== undefined && !isZoneManaged(zone, ways.stacks)) {
    return unknown(`${answering} is managed elsewhere, and whether it has a record of ${registry.title} is not known`);
  }
  const because = `${answering} has no record of ${registry.title}, so its name is not found`;
  return unknownGroup(endpoints) ?? (fallsBack ? publicly(asked, because) : { kind: "closed", because });
}

function byEndpoints(targets: readonly Endpoint[], network: Network, ways: Ways): Reach {
  const manual = targets.find(({ isManual }) => isManual);
  if (manual !== undefined) {
    return unknown(`somebody has to approve the connection of private endpoint ${manual.name}`);
  }
  const here = networkWords(network);
  const all = targets.map((one) => ({ one, way: wayTo(one, network, ways) }));
  const doubtful = all.find(({ way }) => way === "unknown");
  if (doubtful !== undefined) {
    const { name } = doubtful.one;
    return unknown(`its name resolves to private endpoint ${name}, and whether ${here} can reach it is unknown`);
  }
  const [apart, open] = [all.find(({ way }) => way === "apart"), all.find(({ way }) => way !== "apart")];
  if (open === undefined) {
    const [{ name, network: located }] = targets;
    const place = located.kind === "network" ? ` in ${networkWords(located.network)}` : "";
    const because = `its name resolves to private endpoint ${name}${place}, to which ${here} has no peering`;
    return { kind: "closed", because };
  }
  const { name, network: located } = open.one;
  if (apart !== undefined) {
    return unknown(
      `its name resolves to private endpoint ${name} or ${apart.one.name}, and ${here} can only reach the first`,
    );
  }
  const there = located.kind === "network" ? located.network.name : network.name;
  return {
    ...{ kind: "endpoint", endpoint: name, network: there },
    ...(open.way === "peered" ? { from: network.name } : {}),
  };
}

function wayTo({ network: located }: Endpoint, network: Network, { stacks }: Ways) {
  return located.kind === "network" ? connectionOf(network, located.network, stacks) : "unknown";
}

/** Who asks for which registry, and what for. */
type Asking = Pick<Access, "registry" | "isScope" | "grantees" | "rights">;

/** What stacks that are deployed together say of the network. */
export class Reachability {
  private readonly stacks: Stacks;
  /** By the stack as it was planned. */
  private readonly translations: ReadonlyMap<PlannedStack, PlannedStack>;
  private readonly naming: Naming;
  private readonly ways: Ways;
  private readonly registries: readonly Registry[];
  private readonly registriesByName: ReadonlyMap<string, readonly Registry[]>;
  private readonly clusters: readonly Cluster[];
  private readonly placeOf = once((cluster: Cluster) => placeOf(cluster, this.stacks));
  private readonly placesAt = once((planned: PlannedStack) =>
    remembered((address: string) => this.placesIn(planned, address)),
  );
  private readonly from = once((place: Place) =>
    once((registry: Registry) => this.told(reachFrom(place, registry, this.ways))),
  );

  constructor(stacks: readonly PlannedStack[]) {
    this.translations = new Map(stacks.map((planned) => [planned, completed(translated(planned))]));
    this.stacks = [...this.translations.values()];
    this.naming = stacks[0]?.naming ?? PLAIN_NAMES;
    this.registries = registriesOf(this.stacks);
    this.registriesByName = registriesByName(this.registries);
    this.clusters = clustersOf(this.stacks);
    this.ways = {
      stacks: this.stacks,
      endpoints: endpointsOf(this.stacks),
      links: linksOf(this.stacks),
      byHand: zonesByHand(this.stacks),
    };
  }

  /** The registries that let in more than in the same stacks before, by their public addresses. */
  public openedSince(before: Reachability): Opening[] {
    return openings(before.registries, this.registries).map(({ registry, address, message }) => ({
      registry: this.naming.of(registry),
      address,
      message: this.naming.within(message),
    }));
  }

  /** The mode of a registry where one of the stacks knows it, and no other one contradicts. */
  public modeOf(name: string): ReturnType<typeof modeIn> {
    const all = this.registriesByName.get(name.toLowerCase()) ?? [];
    const items = all.flatMap((one) => one.items);
    // What updates a registry comes after the resource of the registry itself.
    const updating = items.filter(({ instance }) => /\bazapi_update_resource[.]/.test(instance.address));
    const known =
      [updating, items]
        .map((own) => own.flatMap(({ instance }) => modeIn(instance) ?? []))
        .find(({ length }) => length > 0) ?? [];
    const isSure = all.length === 1 && new Set(known.map(({ mode }) => mode)).size === 1;
    return isSure ? (known.find(({ isElsewhere }) => !isElsewhere) ?? known[0]) : undefined;
  }

  /**
   * How those who have an access reach the registry. Undefined for a scope above registries, for an unknown one, and for
   * what Azure Resource Manager answers in place of the registry.
   */
  public of({ registry, isScope, grantees, rights }: Asking, planned: PlannedStack): Reach | undefined {
    if (isScope || rights.some(isPower) || !/^[a-z0-9]+$/i.test(registry)) {
      return undefined;
    }
    const known = this.registriesByName.get(registry.toLowerCase()) ?? [{ name: registry, title: registry, items: [] }];
    const places = grantees.flatMap((grantee) => this.placesOf(grantee, planned));
    const reaches = known.flatMap((one) => {
      const all = places.map((place) => this.from(place)(one));
      return joinedReach(all, "it is not the same for each of their clusters") ?? [];
    });
    return joinedReach(reaches, `${known.length} registries are called ${registry}`);
  }

  private placesOf(grantee: Grantee, planned: PlannedStack): readonly Place[] {
    switch (grantee.kind) {
      case "nodes":
        return this.placesAt(planned)(grantee.address);
      case "trusted pods":
        return grantee.clusters.length === 0 ? [ANYWHERE] : grantee.clusters.flatMap(this.placesAt(planned));
      case "pods that name the secret":
      case "every pod":
      case "pods of a service account":
        return grantee.cluster === undefined ? [UNKNOWN_PLACE] : this.placesAt(planned)(grantee.cluster.address);
      default:
        return [ANYWHERE];
    }
  }

  /** Of each instance of a cluster's block, or of the resource that a data source reads again. */
  private placesIn(planned: PlannedStack, address: string): readonly Place[] {
    const read = this.translations.get(planned) ?? planned;
    const items = instancesOf({ address }, read).map((instance) => ({ instance, planned: read }));
    const found = this.clusters.filter(({ item }) => items.some((other) => isOne(item, other)));
    return found.length === 0 ? [UNKNOWN_PLACE] : found.map(this.placeOf);
  }

  /** What is told of a way is made of names as they are. */
  private told(reach: Reach): Reach {
    const tell = (text: string) => this.naming.within(text);
    switch (reach.kind) {
      case "public":
        return reach;
      case "ranges":
        return { ...reach, ranges: reach.ranges.map(tell) };
      case "endpoint": {
        const { kind: _kind, ...names } = reach;
        const entries = Object.entries(names).map(([name, text]) => [name, tell(text)]);
        return { ...reach, ...Object.fromEntries(entries) };
      }
      default:
        return { ...reach, because: tell(reach.because) };
    }
  }
}

interface Cluster {
  readonly name: string;
  readonly item: Item;
}

/** Each once: a data source may read a cluster that the stacks manage. */
function clustersOf(stacks: Stacks): Cluster[] {
  const items = stacks.flatMap((planned) =>
    planned.instances.filter(({ block }) => isCluster(block)).map((instance) => ({ instance, planned })),
  );
  const managed = items.filter(isManaged);
  return [...managed, ...items.filter((item) => !isManaged(item) && !managed.some((one) => isOne(one, item)))].map(
    (item) => ({ name: nameOf(item), item }),
  );
}

/** Names of clusters are compared with their groups, as far as both are known. */
function isOne(one: Item, other: Item): boolean {
  return one.instance === other.instance || isSame(thingBy(one), thingBy(other));
}

const thingBy = once(thingOf);

function placeOf({ item, name }: Cluster, stacks: Stacks): Place {
  const isRead = !isAzapi(parseAddress(item.instance.address)?.type ?? "");
  if (!isManaged(item) || !isRead) {
    const because = isRead ? "which is managed elsewhere, is not known" : "which azapi manages, is not read";
    const words = `the network of AKS cluster ${name}, ${because}`;
    return { network: { kind: "unknown", words }, way: "open" };
  }
  const located = nodeNetwork(item, stacks);
  const network: Place["network"] = located.kind === "nothing" ? { kind: "of AKS" } : located;
  return { network, way: wayOut(item, network.kind === "of AKS") };
}

const SUBNETS = [
  ["default_node_pool", "vnet_subnet_id"],
  ["hosted_system", "node_subnet_id"],
];

/**
 * Every node pool is in the network of the first one. Azure, "Create node pools with unique subnets in Azure Kubernetes
 * Service (AKS)".
 */
function nodeNetwork(item: Item, stacks: Stacks): Located {
  const all = SUBNETS.map((path) => networkAt(item, stacks, ...path)).filter(({ kind }) => kind !== "nothing");
  const [first = { kind: "nothing" }] = all;
  return first.kind === "unknown"
    ? { kind: "unknown", words: `the network of AKS cluster ${nameOf(item)} is not known (${first.words})` }
    : first;
}

/** Azure, "Customize cluster egress with outbound types in Azure Kubernetes Service (AKS)". */
function wayOut(item: Item, isOfAks: boolean): Place["way"] {
  if (argumentOf(item, "http_proxy_config").written !== undefined) {
    return { unknown: "nodes pull through a proxy, whose target is unknown" };
  }
  const { written } = argumentOf(item, "network_profile", "outbound_type");
  const type = textAt(item, "network_profile", "outbound_type");
  switch (type) {
    case "none":
      return isOfAks
        ? "none"
        : { unknown: "AKS gives the nodes no way out, and whether their subnet has one is not known" };
    case "block":
      return "none";
    case "userDefinedRouting":
      return { unknown: "nodes use the routes of the subnet, and what those let through is unknown" };
    default:
      return type === undefined && written !== undefined
        ? { unknown: "the outbound type of the nodes is unknown" }
        : "open";
  }
}

/** The suffix of login servers in the cloud of its provider. Azure, "Compare Azure Government and global Azure". */
function suffixOf({ items }: Registry): string {
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
