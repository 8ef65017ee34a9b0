import { endpointBarrier, publicBarrier, serviceEndpointDoubt } from "./barriers/barriers";
import type { Place } from "./clusters";
import type { Endpoint } from "./endpoints";
import { type Asked, byName } from "./names";
import { dnsOf, type Network, networkWords } from "./networks";
import type { Reach } from "./reach";
import { doorOf, hasDataEndpoint, isNamed, type Registry } from "./registries";
import { openLink, unknown, type Ways } from "./ways";

/** How somebody in a place reaches a registry, through what security groups let pass. */
export function reachFrom(place: Place, registry: Registry, ways: Ways): Reach {
  const reach = byNames(place, registry, ways);
  const used = ways.endpoints.filter(({ name }) => reach.kind === "endpoint" && name === reach.endpoint);
  return used.length === 0 ? reach : (endpointBarrier(place.subnets ?? [], used, ways.stacks) ?? reach);
}

function byNames(place: Place, registry: Registry, ways: Ways): Reach {
  const endpoints = ways.endpoints.filter((one) => one.registry !== undefined && isNamed(registry, one.registry));
  if (endpoints.length === 0) {
    return withoutEndpoint(place, registry, ways);
  }
  const { network } = place;
  switch (network.kind) {
    case "anywhere":
      return ofAnybody(registry, endpoints);
    case "unknown":
      return unknown(`${network.words}, and with it whether it reaches ${endpointNames(endpoints)}`);
    case "of AKS": {
      const open = openLink(ways);
      const without = "no private endpoint is linked to the cluster's network, which AKS makes";
      return open ?? publicly(place, registry, without, ways);
    }
    case "network":
      return fromNetwork(network.network, place, { registry, endpoints, ways });
  }
}

/** Without a private endpoint, the public DNS alone answers. */
function withoutEndpoint(place: Place, registry: Registry, ways: Ways): Reach {
  const reach = publicly(place, registry, "no private endpoint leads to it", ways);
  const [perhaps] = ways.endpoints.filter((one) => one.registry === undefined);
  return reach.kind === "public" || perhaps === undefined
    ? reach
    : unknown(`private endpoint ${perhaps.name} leads to something that is not known, which may be ${registry.title}`);
}

/** @param without why there is no other way, if the public one is shut */
function publicly({ way, network, subnets = [] }: Place, registry: Registry, without: string, { stacks }: Ways): Reach {
  const door = doorOf(registry);
  if (door.kind === "shut") {
    return { kind: "closed", because: `${door.because} and ${without}` };
  }
  if (way === "none") {
    return { kind: "closed", because: `the nodes have no way to public addresses and ${without}` };
  }
  const barrier = publicBarrier(subnets, hasDataEndpoint(registry), stacks);
  if (barrier?.kind === "closed") {
    return { kind: "closed", because: `${barrier.because} and ${without}` };
  }
  if (door.kind === "unknown") {
    return door;
  }
  const doubt = barrier ?? serviceEndpointDoubt(subnets, door);
  if (doubt !== undefined) {
    return doubt;
  }
  if (way !== "open" && network.kind !== "anywhere") {
    return unknown(way.unknown);
  }
  return door.kind === "ranges" ? { kind: "ranges", ranges: door.ranges } : { kind: "public" };
}

function ofAnybody(registry: Registry, endpoints: readonly Endpoint[]): Reach {
  const door = doorOf(registry);
  switch (door.kind) {
    case "open":
      return { kind: "public" };
    case "ranges":
      return { kind: "ranges", ranges: door.ranges };
    default:
      return unknown(
        `${door.because}, and whether they are in a network that reaches ${endpointNames(endpoints)} is not known`,
      );
  }
}

/** What a name leads to is decided in the cluster's own network. */
function fromNetwork(
  network: Network,
  place: Place,
  { registry, endpoints, ways }: { registry: Registry; endpoints: readonly Endpoint[]; ways: Ways },
): Reach {
  const asked = { registry, endpoints, ways, publicly: (without: string) => publicly(place, registry, without, ways) };
  switch (dnsOf(network, ways.stacks)) {
    case "others":
      return unknown(`${networkWords(network)} has DNS servers of its own, and what they answer is not known`);
    case "unknown":
      return ifAzureDns(network, asked);
    case "Azure":
      return byName(network, asked);
  }
}

/** A network has one link to zones of a name. If a stack links its own, what it answers depends on the DNS servers alone. */
function ifAzureDns(network: Network, asked: Asked): Reach {
  const reach = byName(network, asked);
  return reach.kind === "endpoint"
    ? { ...reach, withAzureDnsIn: network.name }
    : unknown(
        `${networkWords(network)} is managed elsewhere, with its DNS servers and the zones that are linked to it`,
      );
}

function endpointNames(endpoints: readonly Endpoint[]): string {
  const names = endpoints.map(({ name }) => name).join(" or ");
  return `private endpoint ${names}`;
}
