import { isSame, type Stacks, type Thing } from "./items";
import {
  connectionOf,
  dnsOf,
  type Endpoint,
  isZoneManaged,
  type Link,
  type Located,
  linksTo,
  type Network,
  networkWords,
} from "./networks";
import type { Reach } from "./reach";
import { type Door, doorOf, isNamed, type Registry, suffixOf } from "./registries";

/** All that leads to registries in some stacks. */
export interface Ways {
  readonly stacks: Stacks;
  readonly endpoints: readonly Endpoint[];
  readonly links: readonly Link[];
  /** Of records that somebody writes one by one. */
  readonly byHand: readonly (Thing | undefined)[];
}

/** Where somebody pulls from. */
export interface Place {
  readonly network:
    | Exclude<Located, { readonly kind: "nothing" }>
    /** One that AKS makes for the cluster. */
    | { readonly kind: "of AKS" }
    /** Of people and programs. */
    | { readonly kind: "anywhere" };
  /** How it comes to public addresses. */
  readonly way: "open" | "none" | { readonly unknown: string };
}

export const ANYWHERE: Place = { network: { kind: "anywhere" }, way: "open" };

/** A cluster that the stacks do not know, such as one outside of Azure. */
export const UNKNOWN_PLACE: Place = {
  network: { kind: "unknown", words: "the network of the cluster is not known" },
  way: "open",
};

export function unknown(because: string): Reach {
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
export function reachFrom(place: Place, registry: Registry, ways: Ways): Reach {
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
  const reach = publicly(asked, "no private endpoint leads to it");
  const perhaps = asked.ways.endpoints.find((one) => one.registry === undefined);
  return reach.kind === "public" || perhaps === undefined
    ? reach
    : unknown(
        `private endpoint ${perhaps.name} leads to something that is not known, which may be ${asked.registry.title}`,
      );
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
    return unknown(`zone ${overriding} answers in ${networkWords(network)}, in the place of the public one`);
  }
  const [link] = linksTo(network, `privatelink.${suffix}`, ways.links);
  return link === undefined ? unlinked(network, asked) : linked(network, link, asked);
}

/** A link to a network that nobody knows may be to any. */
function openLink({ links }: Ways): Reach | undefined {
  const found = links.find(({ network }) => network.kind !== "network");
  return found && unknown(`which network link ${found.name} of a DNS zone is to is not known`);
}

function unknownGroup(endpoints: readonly Endpoint[]): Reach | undefined {
  const found = endpoints.find(({ zones }) => zones === undefined);
  return found && unknown(`which DNS zone has the records of private endpoint ${found.name} is not known`);
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
      : `no zone privatelink.${suffixOf(registry)} that leads to private endpoint ${here.name} is ${where}`;
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
  const because = `${answering} has no record of ${registry.title}, so that its name is not found`;
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
    return unknown(`the name leads to private endpoint ${name}, and whether ${here} has a way to it is not known`);
  }
  const [apart, open] = [all.find(({ way }) => way === "apart"), all.find(({ way }) => way !== "apart")];
  if (open === undefined) {
    const [{ name, network: located }] = targets;
    const place = located.kind === "network" ? ` in ${networkWords(located.network)}` : "";
    const because = `its name leads to private endpoint ${name}${place}, to which ${here} has no peering`;
    return { kind: "closed", because };
  }
  const { name, network: located } = open.one;
  if (apart !== undefined) {
    return unknown(
      `the name leads to private endpoint ${name} or ${apart.one.name}, of which ${here} has a way to the first`,
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
