import { connectionOf } from "./connections";
import type { Endpoint } from "./endpoints";
import { type Network, networkWords } from "./networks";
import type { Reach } from "./reach";
import { regionsOf } from "./regions";
import { type Registry, suffixOf } from "./registries";
import { isSame, type Thing } from "./things";
import { openLink, unknown, type Ways } from "./ways";
import { endpointsBehind, isZoneManaged, type Link, linksTo } from "./zones";

/** A question of a network that asks Azure's own DNS. */
export interface Asked {
  readonly registry: Registry;
  /** Those that lead to it, of which there is at least one: the public name is then an alias of the private one. */
  readonly endpoints: readonly Endpoint[];
  readonly ways: Ways;
  /** The way by the public address. */
  readonly publicly: (without: string) => Reach;
}

/**
 * What the name of a registry leads to in a network. Azure, "Connect privately to an Azure container registry by using
 * Azure Private Link" and "Azure Private Endpoint private DNS zone values".
 */
export function byName(network: Network, asked: Asked): Reach {
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

function unlinked(network: Network, { registry, endpoints, ways, publicly }: Asked): Reach {
  const open = openLink(ways) ?? unknownGroup(endpoints);
  if (open !== undefined) {
    return open;
  }
  const zone = `privatelink.${suffixOf(registry)}`;
  const foreign = endpoints.flatMap(({ zones = [] }) => zones).find((one) => !isZoneManaged(one, ways.stacks));
  if (foreign !== undefined) {
    return unknown(
      `zone ${foreign.name} is managed elsewhere, and whether it is linked to ${networkWords(network)} is not known`,
    );
  }
  const here = endpoints.find((one) => wayTo(one, network, ways) !== "apart");
  return publicly(
    here === undefined
      ? `no private endpoint is linked to ${networkWords(network)}`
      : `no zone ${zone} that leads to private endpoint ${here.name} is linked to ${networkWords(network)}`,
  );
}

function linked(network: Network, link: Link, asked: Asked): Reach {
  const { registry, endpoints, ways, publicly } = asked;
  const { targets, gap, isOpen } = recordsIn(link, asked);
  if (targets === undefined) {
    return unknown(`the record of ${registry.title} in zone ${link.zone?.name} leads to an address that is not known`);
  }
  if (targets.length > 0 && isOpen) {
    return unknown(
      `the regions of ${registry.title} are not known, and zone ${link.zone?.name} has no record of a data endpoint, where the layers of images come from`,
    );
  }
  if (targets.length > 0) {
    return gap === undefined
      ? byEndpoints(targets, network, ways)
      : missing(`zone ${link.zone?.name} has no record ${gap}, where the layers of images come from`, link, publicly);
  }
  const zoneWords = `zone ${link.zone?.name}, which answers in ${networkWords(network)},`;
  if (link.zone !== undefined && !isZoneManaged(link.zone, ways.stacks)) {
    return unknown(`${zoneWords} is managed elsewhere, and whether it has a record of ${registry.title} is not known`);
  }
  return (
    unknownGroup(endpoints) ??
    missing(`${zoneWords} has no record of ${registry.title}, so that its name is not found`, link, publicly)
  );
}

function missing(because: string, { fallsBack }: Link, publicly: Asked["publicly"]): Reach {
  return fallsBack ? publicly(because) : { kind: "closed", because };
}

/** The endpoints that the zone of a link has records of; undefined where one leads to an unknown address. */
function recordsIn(
  { zone }: Link,
  { registry, endpoints, ways }: Asked,
): {
  readonly targets: readonly Endpoint[] | undefined;
  /** Whether nobody knows which records there must be. */
  readonly isOpen?: true;
  /** A record that is missing beside those that somebody wrote by hand. A zone group writes all. */
  readonly gap?: string;
} {
  const isHere = (other: Thing | undefined) => zone !== undefined && other !== undefined && isSame(other, zone);
  const grouped = endpoints.filter(({ zones = [] }) => zones.some(isHere));
  if (grouped.length > 0) {
    return { targets: grouped };
  }
  const written = ways.records.filter((record) => isHere(record.zone));
  const own = written.filter(({ name }) => isHostOf(registry, name));
  const found = own.map((record) => endpointsBehind(record, endpoints));
  if (found.some((one) => one === undefined)) {
    return { targets: undefined };
  }
  const regions = regionsOf(registry, ways.stacks);
  const data = (regions ?? []).flatMap((region) => own.map(({ name }) => `${name}.${region}.data`));
  const gap = data.find((name) => written.every((record) => record.name !== name));
  const isTold = own.every(({ name }) => written.some((record) => isDataOf(name, record.name)));
  return {
    ...(regions === undefined && !isTold ? { isOpen: true } : {}),
    targets: found.flatMap((one) => one ?? []),
    ...(gap === undefined ? {} : { gap }),
  };
}

/** Whether a record is of a data endpoint of a login server, in whatever region. */
function isDataOf(host: string, record: string): boolean {
  return record.startsWith(`${host}.`) && record.endsWith(".data");
}

/** Whether a record is of its login server, in which the hash of a domain name label may follow the name. */
function isHostOf({ name }: Registry, record: string): boolean {
  const [host, hash = "", ...others] = record.split("-");
  return host === name.toLowerCase() && others.length === 0 && /^[a-z0-9]*$/.test(hash);
}

function byEndpoints(targets: readonly Endpoint[], network: Network, ways: Ways): Reach {
  const manual = targets.find(({ isManual }) => isManual);
  if (manual !== undefined) {
    return unknown(`somebody has to approve the connection of private endpoint ${manual.name}`);
  }
  const all = targets.map((one) => ({ one, way: wayTo(one, network, ways) }));
  const doubtful = all.find(({ way }) => way === "unknown");
  if (doubtful !== undefined) {
    return unknown(
      `the name leads to private endpoint ${doubtful.one.name}, and whether ${networkWords(network)} has a way to it is not known`,
    );
  }
  const [apart, open] = [all.find(({ way }) => way === "apart"), all.find(({ way }) => way !== "apart")];
  if (apart !== undefined && open !== undefined) {
    return unknown(
      `the name leads to private endpoint ${open.one.name} or ${apart.one.name}, of which ${networkWords(network)} has a way to the first`,
    );
  }
  return open === undefined ? unpeered(targets[0], network) : endpointReach(open.one, network, open.way === "peered");
}

function unpeered(endpoint: Endpoint, network: Network): Reach {
  const place = endpoint.network.kind === "network" ? ` in ${networkWords(endpoint.network.network)}` : "";
  const because = `its name leads to private endpoint ${endpoint.name}${place}, to which ${networkWords(network)} has no peering`;
  return { kind: "closed", because };
}

function endpointReach({ name, network: located }: Endpoint, network: Network, isPeered: boolean): Reach {
  const there = located.kind === "network" ? located.network.name : network.name;
  return { kind: "endpoint", endpoint: name, network: there, ...(isPeered ? { from: network.name } : {}) };
}

function wayTo({ network: located }: Endpoint, network: Network, { stacks }: Ways) {
  return located.kind === "network" ? connectionOf(network, located.network, stacks) : "unknown";
}

function unknownGroup(endpoints: readonly Endpoint[]): Reach | undefined {
  const found = endpoints.find(({ zones }) => zones === undefined);
  return found && unknown(`which DNS zone has the records of private endpoint ${found.name} is not known`);
}
