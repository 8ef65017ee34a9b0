import { instancesOf, type PlannedStack } from "../../planned/planned-stack";
import { type Naming, PLAIN_NAMES } from "../../planned/sensitive";
import { parseAddress } from "../../stack/address";
import { isList, type Json, listOf, lookUp, textOf } from "../../stack/json";
import { once } from "../../stack/remembered";
import type { Access, Grantee } from "../access/access";
import { modeIn } from "../access/assignments";
import { isPower } from "../access/roles";
import { translated } from "../access/translation";
import { isAzapi } from "../catalogue/block-types";
import {
  closed,
  type Door,
  isOf,
  joinedReach,
  type Opening,
  openings,
  type Reach,
  type Registry,
  registriesOf,
  registryOf,
  unknown,
} from "./door";
import {
  asksAzure,
  connectionOf,
  type Endpoint,
  type Item,
  isSame,
  isThing,
  itemIn,
  itemsOf,
  type Lead,
  managed,
  mayBe,
  type Networks,
  networkAt,
  networksOf,
  type Thing,
} from "./networks";

/** Where somebody pulls from. */
interface Place {
  /** Such as `virtual network hub`. */
  readonly words: string;
  /** Undefined where it is not known. */
  readonly network?: Thing;
  /** What is in the way to public addresses. */
  readonly obstacle?: Door;
}

/** Of people and programs. */
const ANYWHERE: Place = { words: "where they are" };
/** Of a cluster that the stacks do not know, such as one outside of Azure. */
const UNKNOWN_PLACE: Place = { words: "the network of their cluster" };
/** Where a cluster names no subnet. */
const MADE_BY_AKS: Thing = { name: "" };

/** The question how somebody in a place reaches a registry. Security groups and routes are not judged. */
class Question {
  /** Those that lead to it. Where there is one, the public name is an alias of the private one. */
  private readonly endpoints: readonly Endpoint[];

  constructor(
    private readonly place: Place,
    private readonly registry: Registry,
    private readonly all: Networks,
  ) {
    this.endpoints = all.endpoints.filter((one) => isOf(registry, one.registry));
  }

  public answer(): Reach {
    const { place, endpoints, all } = this;
    const { door, title } = this.registry;
    if (endpoints.length === 0) {
      const perhaps = all.endpoints.find((one) => typeof one.registry === "string");
      const reach = this.publicly("it has no private endpoint");
      return reach.kind === "public" || perhaps === undefined
        ? reach
        : unknown(`private endpoint ${perhaps.name} has an unknown target, which may be ${title}`);
    }
    if (place.network !== undefined) {
      return this.inNetwork(place.network);
    }
    return place === ANYWHERE && isOpen(door)
      ? door
      : unknown(`private endpoint ${namesOf(endpoints)} may not be reached from ${place.words}`);
  }

  /** @param without why there is no other way, if the public one is shut */
  private publicly(without: string): Reach {
    const { door } = this.registry;
    const way = isOpen(door) ? (this.place.obstacle ?? door) : door;
    return way.kind === "closed" ? closed(`${way.because} and ${without}`) : way;
  }

  /** What a name leads to is decided in the cluster's own network. */
  private inNetwork(network: Thing): Reach {
    const here = this.place.words;
    const resource = managed(network, this.all.networks);
    if (resource !== undefined && !asksAzure(resource, this.all)) {
      return unknown(`${here} has DNS servers of its own, and what they answer is not known`);
    }
    const reach = this.byName(network);
    if (resource !== undefined || network === MADE_BY_AKS) {
      return reach;
    }
    // It has one link to zones of a name. If a stack links its own, what it answers depends on the DNS servers alone.
    return reach.kind === "endpoint"
      ? { ...reach, withAzureDnsIn: network.name }
      : unknown(`${here} is managed elsewhere, with its DNS servers and the zones that are linked to it`);
  }

  /**
   * What the name of a registry leads to in a network that asks Azure's own DNS. Azure, "Connect privately to an Azure
   * container registry by using Azure Private Link" and "Azure Private Endpoint private DNS zone values".
   */
  private byName(network: Thing): Reach {
    const here = this.place.words;
    const suffix = suffixOf(this.registry);
    const links = this.all.links.filter((one) => mayBe(one.network, network));
    const known = links.flatMap(({ network: one, zone, fallsBack }) =>
      isThing(one) && isThing(zone) ? [{ zone, fallsBack }] : [],
    );
    const linkTo = (name: string) => known.find(({ zone }) => zone.name.toLowerCase() === name.toLowerCase());
    if ((linkTo(suffix) ?? linkTo(`${this.registry.name}.${suffix}`)) !== undefined) {
      return unknown(`a zone answers in ${here} instead of the public one`);
    }
    const link = linkTo(`privatelink.${suffix}`);
    if (link !== undefined) {
      return this.inZone(link.zone, network, link.fallsBack);
    }
    const open = links.find(({ network: one, zone }) => !isThing(one) || !isThing(zone));
    return open === undefined
      ? (this.openZone() ?? this.publicly(`no zone privatelink.${suffix} is linked to ${here}`))
      : unknown(`the zone or the network of virtual network link ${open.name} is unknown`);
  }

  private inZone(zone: Thing, network: Thing, fallsBack: boolean): Reach {
    const here = this.place.words;
    const { title } = this.registry;
    const targets = this.endpoints.filter(({ zones }) => zones.some((one) => isSame(one, zone)));
    const [first, ...others] = targets.map((one) => this.byEndpoint(one, network));
    if (first !== undefined) {
      return others.every(({ kind }) => kind === first.kind)
        ? first
        : unknown(`its name resolves to private endpoint ${namesOf(targets)}, and ${here} may not reach each of them`);
    }
    if (this.all.byHand.some((one) => mayBe(one, zone)) || managed(zone, this.all.zones) === undefined) {
      return unknown(`zone ${zone.name}, which answers in ${here}, may have records of ${title} that are not read`);
    }
    const because = `zone ${zone.name}, which answers in ${here}, has no record of ${title}, so its name is not found`;
    return this.openZone() ?? (fallsBack ? this.publicly(because) : closed(because));
  }

  /** The zone of an endpoint that may have records, or links, of which the stacks do not know. */
  private openZone(): Reach | undefined {
    const isOpen = (zone: Lead) => !isThing(zone) || managed(zone, this.all.zones) === undefined;
    const found = this.endpoints.find(({ zones }) => zones.some(isOpen));
    const what = `the zone of private endpoint ${found?.name}`;
    return found && unknown(`whether ${what} answers in ${this.place.words} is unknown`);
  }

  private byEndpoint({ name, network: there, isManual }: Endpoint, network: Thing): Reach {
    const resolved = `its name resolves to private endpoint ${name}`;
    const way = connectionOf(network, there, this.all);
    if (isManual) {
      return unknown(`somebody has to approve the connection of private endpoint ${name}`);
    }
    if (way === undefined) {
      return unknown(`${resolved}, and whether ${this.place.words} can reach it is unknown`);
    }
    if (way === "apart") {
      return closed(`${resolved} in virtual network ${there.name}, to which ${this.place.words} has no peering`);
    }
    const from = way === "peered" ? { from: network.name } : {};
    return { kind: "endpoint", endpoint: name, network: there.name, ...from };
  }
}

function isOpen({ kind }: Door): boolean {
  return kind === "public" || kind === "ranges";
}

function namesOf(endpoints: readonly Endpoint[]): string {
  return endpoints.map(({ name }) => name).join(" or ");
}

/** What stacks that are deployed together say of the network. */
export class Reachability {
  private readonly naming: Naming;
  private readonly networks: Networks;
  private readonly registries: ReturnType<typeof registriesOf>;
  /** Those that the stacks manage. */
  private readonly clusters: readonly Item[];
  private readonly from = once((place: Place) =>
    once((registry: Registry) => this.told(new Question(place, registry, this.networks).answer())),
  );

  constructor(stacks: readonly PlannedStack[]) {
    const all = stacks.map(translated);
    this.naming = stacks[0]?.naming ?? PLAIN_NAMES;
    const items = itemsOf(all);
    this.registries = registriesOf(items);
    this.clusters = [...items("azurerm_kubernetes_cluster"), ...items("azurerm_kubernetes_automatic_cluster")];
    this.networks = networksOf(all, items);
  }

  /** The registries that let in more than in the same stacks before, by their public addresses. */
  public openedSince(before: Reachability): Opening[] {
    return openings(before.registries, this.registries, this.naming);
  }

  /** The mode of a registry where one of the stacks knows it, and no other one contradicts. */
  public modeOf(name: string): ReturnType<typeof modeIn> {
    const all = this.registries.get(name.toLowerCase()) ?? [];
    const items = all.flatMap((one) => one.items);
    // What updates a registry comes after the resource of the registry itself.
    const updating = items.filter(({ instance }) => /\bazapi_update_resource[.]/.test(instance.address));
    const modes = [updating, items].map((own) => own.flatMap(({ instance }) => modeIn(instance) ?? []));
    const known = modes.find(({ length }) => length > 0) ?? [];
    const isSure = all.length === 1 && new Set(known.map(({ mode }) => mode)).size === 1;
    return isSure ? (known.find(({ isElsewhere }) => !isElsewhere) ?? known[0]) : undefined;
  }

  /**
   * How those who have an access reach the registry. Undefined for a scope above registries, for an unknown one, and for
   * what Azure Resource Manager answers in place of the registry.
   */
  public of(
    { registry, isScope, grantees, rights }: Pick<Access, "registry" | "isScope" | "grantees" | "rights">,
    planned: PlannedStack,
  ): Reach | undefined {
    if (isScope || rights.some(isPower) || !/^[a-z0-9]+$/i.test(registry)) {
      return undefined;
    }
    const known = this.registries.get(registry.toLowerCase()) ?? [registryOf(registry)];
    const places = grantees.flatMap((grantee) => this.placesOf(grantee, translated(planned)));
    const reaches = known.flatMap((one) => {
      const all = places.map((place) => this.from(place)(one));
      return joinedReach(all, "it is not the same for each of their clusters") ?? [];
    });
    return joinedReach(reaches, `${known.length} registries are called ${registry}`);
  }

  private placesOf(grantee: Grantee, planned: PlannedStack): readonly Place[] {
    const at = (address: string) => this.placesIn(planned, address);
    switch (grantee.kind) {
      case "nodes":
        return at(grantee.address);
      case "trusted pods":
        return grantee.clusters.length === 0 ? [ANYWHERE] : grantee.clusters.flatMap(at);
      case "pods that name the secret":
      case "every pod":
      case "pods of a service account":
        return grantee.cluster === undefined ? [UNKNOWN_PLACE] : at(grantee.cluster.address);
      default:
        return [ANYWHERE];
    }
  }

  /** Of each instance of a cluster's block, or of the resource that a data source reads again. */
  private placesIn(planned: PlannedStack, address: string): readonly Place[] {
    const items = instancesOf({ address }, planned).map(itemIn(planned));
    const places = items.map((item) => placeOf(item.isManaged ? item : (managed(item, this.clusters) ?? item)));
    return places.length === 0 ? [UNKNOWN_PLACE] : places;
  }

  /** What is told of a way is made of names as they are. */
  private told({ kind, ...words }: Reach): Reach {
    const tell = (value: unknown): unknown => (typeof value === "string" ? this.naming.within(value) : value);
    const told = Object.entries(words).map(([name, value]) => [name, isList(value) ? value.map(tell) : tell(value)]);
    return { kind, ...Object.fromEntries(told) };
  }
}

/**
 * Every node pool is in the network of the first one. Azure, "Create node pools with unique subnets in Azure Kubernetes
 * Service (AKS)".
 */
const placeOf = once((cluster: Item): Place => {
  const { address } = cluster.instance;
  const subnet =
    networkAt(cluster, "default_node_pool", "vnet_subnet_id") ?? networkAt(cluster, "hosted_system", "node_subnet_id");
  const isRead = cluster.isManaged && !isAzapi(parseAddress(address)?.type ?? "");
  if (!isRead || typeof subnet === "string") {
    return { words: `the network of AKS cluster ${cluster.name} (${isRead ? subnet : address})` };
  }
  return subnet === undefined
    ? { words: "the network that AKS makes", network: MADE_BY_AKS, obstacle: obstacleOf(cluster, true) }
    : { words: `virtual network ${subnet.name}`, network: subnet, obstacle: obstacleOf(cluster, false) };
});

/** Azure, "Customize cluster egress with outbound types in Azure Kubernetes Service (AKS)". */
function obstacleOf(cluster: Item, isMadeByAks: boolean): Door | undefined {
  if (listOf(cluster.either("http_proxy_config")).length > 0) {
    return unknown("nodes pull through a proxy, whose target is unknown");
  }
  const type = cluster.either("network_profile", "outbound_type") ?? "loadBalancer";
  if (type === "block" || (type === "none" && isMadeByAks)) {
    return closed("the nodes have no way to public addresses");
  }
  if (type === "none" || type === "userDefinedRouting") {
    return unknown("nodes use the routes of the subnet, and what those let through is unknown");
  }
  return OUTBOUND.includes(type) ? undefined : unknown("the outbound type of the nodes is unknown");
}

const OUTBOUND: readonly Json[] = ["loadBalancer", "managedNATGateway", "userAssignedNATGateway"];

const SUFFIXES: Readonly<Record<string, string>> = { usgovernment: "azurecr.us", china: "azurecr.cn" };

/** The suffix of login servers in the cloud of its provider. Azure, "Compare Azure Government and global Azure". */
function suffixOf({ items: [item] }: Registry): string {
  const { name, alias } = item?.instance.block.provider ?? {};
  const found = item?.planned.stack.providers.find((one) => one.name === name && one.alias === alias);
  return lookUp(SUFFIXES, textOf(found?.body.environment)) ?? "azurecr.io";
}
