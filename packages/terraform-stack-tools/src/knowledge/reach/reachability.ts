import { instancesOf, type PlannedStack } from "../../planned/planned-stack";
import { type Naming, PLAIN_NAMES } from "../../planned/sensitive";
import { compare } from "../../stack/json";
import { once } from "../../stack/remembered";
import type { Access, Grantee } from "../access/access";
import { translated } from "../access/translation";
import { isCluster } from "../catalogue/block-types";
import { argumentOf, completed, type Item, isManaged, isSame, nameOf, type Stacks, textAt, thingOf } from "./items";
import { endpointsOf, type Located, linksOf, networkAt, zonesByHand } from "./networks";
import { joinedReach, type Reach, type ReachCell } from "./reach";
import { type Opening, openings, type Registry, registriesByName, registriesOf } from "./registries";
import { ANYWHERE, type Place, reachFrom, UNKNOWN_PLACE, unknown, type Ways } from "./ways";

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
  private readonly places = new Map<Cluster, Place>();
  private readonly clustersByBlock = new Map<PlannedStack, Map<string, readonly Cluster[]>>();

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

  /** Each cluster of the stacks, or of one of them, and each registry of all. */
  public cells(of?: PlannedStack): ReachCell[] {
    const own = of === undefined ? undefined : (this.translations.get(of) ?? of);
    const all = this.clusters
      .filter(({ item }) => own === undefined || item.planned === own)
      .flatMap((cluster) =>
        this.registries.map((registry) => ({
          cluster: this.naming.of(cluster.name),
          registry: this.naming.of(registry.title),
          reach: this.fromCluster(cluster, registry),
        })),
      );
    return all.sort((left, right) => compare(sortKey(left), sortKey(right)));
  }

  /** How those who have an access reach the registry. Undefined for a scope above registries, and for an unknown one. */
  public of(
    { registry: name, isScope, grantees }: Pick<Access, "registry" | "isScope" | "grantees">,
    planned: PlannedStack,
  ): Reach | undefined {
    if (isScope || !/^[a-z0-9]+$/i.test(name)) {
      return undefined;
    }
    const all = this.registriesByName.get(name.toLowerCase()) ?? [{ name, title: name, items: [] }];
    const reaches = all.map((one) => joinedReach(grantees.flatMap((grantee) => this.ofGrantee(grantee, one, planned))));
    const isSame = new Set(reaches.map((one) => JSON.stringify(one))).size === 1;
    return isSame ? reaches[0] : unknown(`${all.length} registries are called ${name}`);
  }

  private ofGrantee(grantee: Grantee, registry: Registry, planned: PlannedStack): Reach[] {
    switch (grantee.kind) {
      case "nodes":
        return this.fromBlock(grantee.address, registry, planned);
      case "trusted pods":
        return grantee.clusters.length === 0
          ? [this.from(ANYWHERE, registry)]
          : grantee.clusters.flatMap((address) => this.fromBlock(address, registry, planned));
      case "pods that name the secret":
      case "every pod":
      case "pods of a service account":
        return grantee.cluster === undefined
          ? [this.from(UNKNOWN_PLACE, registry)]
          : this.fromBlock(grantee.cluster.address, registry, planned);
      default:
        return [this.from(ANYWHERE, registry)];
    }
  }

  /** Of each instance of a cluster's block, or of the resource that a data source reads again. */
  private fromBlock(address: string, registry: Registry, planned: PlannedStack): Reach[] {
    const found = this.clustersAt(address, this.translations.get(planned) ?? planned);
    return found.length === 0
      ? [this.from(UNKNOWN_PLACE, registry)]
      : found.map((cluster) => this.fromCluster(cluster, registry));
  }

  private clustersAt(address: string, planned: PlannedStack): readonly Cluster[] {
    const known = this.clustersByBlock.get(planned) ?? new Map<string, readonly Cluster[]>();
    this.clustersByBlock.set(planned, known);
    const items = instancesOf({ address }, planned).map((instance) => ({ instance, planned }));
    const found = known.get(address) ?? this.clusters.filter(({ item }) => items.some((other) => isOne(item, other)));
    known.set(address, found);
    return found;
  }

  private fromCluster(cluster: Cluster, registry: Registry): Reach {
    const place = this.places.get(cluster) ?? placeOf(cluster, this.stacks);
    this.places.set(cluster, place);
    return this.from(place, registry);
  }

  private from(place: Place, registry: Registry): Reach {
    return this.told(reachFrom(place, registry, this.ways));
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

function sortKey({ cluster, registry }: ReachCell): string {
  return `${cluster}\n${registry}`;
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
  if (!isManaged(item)) {
    const words = `the network of AKS cluster ${name}, which is managed elsewhere, is not known`;
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
    return { unknown: "nodes pull through a proxy, and where it leads is not known" };
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
      return { unknown: "nodes leave by routes of the subnet, and what those let through is not known" };
    default:
      return type === undefined && written !== undefined ? { unknown: "how nodes leave is not known" } : "open";
  }
}
