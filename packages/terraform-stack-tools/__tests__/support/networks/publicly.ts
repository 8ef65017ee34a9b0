import type { JsonObject } from "../../../src/stack/json";
import type { Topology } from "./topologies";

const CLOSED = { public_network_access_enabled: false };

function behind(...ranges: readonly string[]) {
  return firewall("Deny", ranges);
}

function firewall(default_action: string, ranges: readonly string[]) {
  return { network_rule_set: [{ default_action, ip_rule: ranges.map((ip_range) => ({ action: "Allow", ip_range })) }] };
}

function leaving(outbound_type: string): JsonObject {
  const network_profile = { network_plugin: "azure", network_plugin_mode: "overlay", outbound_type };
  // Without a registry of one's own, AKS manages that from which such a cluster starts.
  return outbound_type === "none" ? { network_profile, bootstrap_profile: { artifact_source: "Cache" } } : { network_profile };
}

/** What the public address lets in, and how nodes leave. */
export const PUBLICLY: readonly Topology[] = [
  { what: "nothing is said of networks", draw: (one) => one.registry().cluster(), cell: "publicly, with a login" },
  {
    what: "public access is off and nothing else leads there",
    draw: (one) => one.registry(CLOSED).cluster(),
    cell: "not at all",
    because: "public access is off and it has no private endpoint",
  },
  {
    what: "a firewall with ranges",
    draw: (one) => one.registry(behind("203.0.113.0/24", "198.51.100.7/32")).cluster(),
    cell: "publicly, from",
    because: "198.51.100.7/32 and 203.0.113.0/24 only",
  },
  {
    what: "a firewall without ranges",
    draw: (one) => one.registry(behind()).cluster(),
    cell: "not at all",
    because: "its firewall lets no address in",
  },
  {
    what: "a firewall that lets everybody in",
    draw: (one) => one.registry(behind("0.0.0.0/0")).cluster(),
    cell: "publicly, with a login",
  },
  {
    what: "a firewall that is turned off",
    draw: (one) => one.registry(firewall("Allow", [])).cluster(),
    cell: "publicly, with a login",
  },
  {
    what: "public access is off, whatever the firewall says",
    draw: (one) => one.registry({ ...CLOSED, ...behind("203.0.113.0/24") }).cluster(),
    cell: "not at all",
  },
  {
    what: "trusted services are let in, which nodes are not",
    draw: (one) => one.registry({ ...CLOSED, network_rule_bypass_option: "AzureServices" }).cluster(),
    cell: "not at all",
  },
  {
    what: "nodes use the routes of the subnet",
    draw: (one) => one.registry().network("own").cluster("own", leaving("userDefinedRouting")),
    cell: "unknown",
    because: "nodes use the routes of the subnet",
  },
  {
    what: "nodes have no way out of a network that AKS makes",
    draw: (one) => one.registry().cluster(undefined, leaving("none")),
    cell: "not at all",
    because: "the nodes have no way to public addresses",
  },
  {
    what: "nodes have no way out but what the subnet has",
    draw: (one) => one.registry().network("own").cluster("own", leaving("none")),
    cell: "unknown",
    because: "nodes use the routes of the subnet",
  },
  {
    what: "routes of the subnet do not matter behind a private endpoint",
    draw: (one) =>
      one
        .registry(CLOSED)
        .network("own")
        .cluster("own", leaving("userDefinedRouting"))
        .zone("zone")
        .link("zone", "own")
        .endpoint("pe", "own", ["zone"]),
    cell: "by private endpoint",
  },
];
