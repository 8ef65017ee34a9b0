import { instancesOf, type PlannedStack } from "../../planned/planned-stack";
import { type Naming, PLAIN_NAMES } from "../../planned/sensitive";
import { compare } from "../../stack/json";
import type { Access, Grantee } from "../access/access";
import { translated } from "../access/translation";
import { ANYWHERE, type Cluster, clustersOf, isOne, type Place, placeOf, UNKNOWN_PLACE } from "./clusters";
import { completed } from "./completed";
import { endpointsOf } from "./endpoints";
import type { Stacks } from "./items";
import { type Opening, openings } from "./openings";
import { joinedReach, type Reach, type ReachCell } from "./reach";
import { reachFrom } from "./reach-from";
import { type Registry, registriesByName, registriesOf } from "./registries";
import { unknown, type Ways } from "./ways";
import { linksOf, recordsOf } from "./zones";

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
      records: recordsOf(this.stacks),
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
        const { endpoint, network, from, withAzureDnsIn } = reach;
        return {
          ...{ kind: "endpoint", endpoint: tell(endpoint), network: tell(network) },
          ...(from === undefined ? {} : { from: tell(from) }),
          ...(withAzureDnsIn === undefined ? {} : { withAzureDnsIn: tell(withAzureDnsIn) }),
        };
      }
      default:
        return { ...reach, because: tell(reach.because) };
    }
  }
}

function sortKey({ cluster, registry }: ReachCell): string {
  return `${cluster}\n${registry}`;
}
