import type { JsonObject } from "../../../src/stack/json";
import type { Sketch } from "./sketch";

/** One topology, and what a report is to say of its cluster and its registry. */
export interface Topology {
  /** Its number, which is in the names of its objects. */
  readonly id: string;
  readonly what: string;
  readonly draw: (sketch: Sketch) => Sketch;
  /** How the cell begins. */
  readonly cell: Cell;
  /** What it says further. */
  readonly because: string;
}

type Cell = "publicly, with a login" | "publicly, from" | "by private endpoint" | "not at all" | "unknown";
type Row = readonly [what: string, draw: (one: Sketch) => Sketch, cell: Cell, because?: string];

const CLOSED = { public_network_access_enabled: false };
const REDIRECT = { resolution_policy: "NxDomainRedirect" };
const OFF = "public access is off and";
const ZONE = "no zone privatelink.azurecr.io is linked to";
const APART = "to which virtual network spoke has no peering";

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

/** A cluster with a network, and a zone. */
function own(one: Sketch, registry: JsonObject = CLOSED, network: JsonObject = {}, cluster: JsonObject = {}): Sketch {
  return one.registry(registry).network("own", network).cluster("own", cluster).zone("zone");
}

/** The zone answers in the network, with an endpoint that is there. */
function led(one: Sketch, zones = ["zone"], connection: JsonObject = {}): Sketch {
  return one.link("zone", "own").endpoint("pe", "own", zones, connection);
}

/** An endpoint in a hub, and a cluster in a spoke. */
function hub(one: Sketch, registry: JsonObject = CLOSED, subnet = "hub"): Sketch {
  const drawn = one.registry(registry).network("hub").network("spoke").cluster("spoke").zone("zone");
  return drawn.endpoint("pe", subnet, ["zone"]);
}

/** What another stack manages, as this one looks it up. */
function lookedUp(one: Sketch, type: string, label: string, name = one.label(label), more: JsonObject = {}): Sketch {
  return one.lookUp(`azurerm_${type}`, label, { name, resource_group_name: one.group, ...more });
}

function lookedUpNetwork(one: Sketch): Sketch {
  const found = lookedUp(one.network("own", {}, "elsewhere"), "virtual_network", "own");
  return lookedUp(found, "subnet", "own", one.label("own"), { virtual_network_name: one.label("own") });
}

function subnetId(one: Sketch): string {
  const group = `/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/${one.group}`;
  return `${group}/providers/Microsoft.Network/virtualNetworks/${one.label("own")}/subnets/${one.label("own")}`;
}

function lookedUpCluster(one: Sketch): Sketch {
  return lookedUp(one.cluster(undefined, {}, "elsewhere"), "kubernetes_cluster", "cluster", one.id);
}

function lookedUpRegistry(one: Sketch): Sketch {
  return lookedUp(one.registry(CLOSED, "elsewhere"), "container_registry", "registry", one.registryName);
}

function lookedUpZone(one: Sketch): Sketch {
  return lookedUp(one.zone("zone", undefined, "elsewhere"), "private_dns_zone", "zone", "privatelink.azurecr.io");
}

const ROWS: readonly Row[] = [
  // What the public address lets in, and how nodes leave.
  ["nothing is said of networks", (one) => one.registry().cluster(), "publicly, with a login"],
  ["public access is off", (one) => one.registry(CLOSED).cluster(), "not at all", `${OFF} it has no private endpoint`],
  [
    "a firewall with ranges",
    (one) => one.registry(behind("203.0.113.0/24", "198.51.100.7/32")).cluster(),
    "publicly, from",
    "198.51.100.7/32 and 203.0.113.0/24 only",
  ],
  ["a firewall without ranges", (one) => one.registry(behind()).cluster(), "not at all", "its firewall lets no address in"],
  ["a firewall that lets everybody in", (one) => one.registry(behind("0.0.0.0/0")).cluster(), "publicly, with a login"],
  ["a firewall that is turned off", (one) => one.registry(firewall("Allow", [])).cluster(), "publicly, with a login"],
  [
    "trusted services, which nodes are not",
    (one) => one.registry({ ...CLOSED, network_rule_bypass_option: "AzureServices" }).cluster(),
    "not at all",
  ],
  [
    "nodes use the routes of the subnet",
    (one) => one.registry().network("own").cluster("own", leaving("userDefinedRouting")),
    "unknown",
    "nodes use the routes of the subnet",
  ],
  [
    "no way out of a network that AKS makes",
    (one) => one.registry().cluster(undefined, leaving("none")),
    "not at all",
    "the nodes have no way to public addresses",
  ],
  [
    "no way out but what the subnet has",
    (one) => one.registry().network("own").cluster("own", leaving("none")),
    "unknown",
    "nodes use the routes of the subnet",
  ],
  [
    "routes of the subnet, and a private endpoint",
    (one) => led(own(one, CLOSED, {}, leaving("userDefinedRouting"))),
    "by private endpoint",
  ],
  // What the name of the registry leads to in the network of the cluster.
  ["an endpoint in the network of the cluster", (one) => led(own(one)), "by private endpoint", "pe in virtual network own"],
  ["a record, and no link", (one) => own(one).endpoint("pe", "own", ["zone"]), "not at all", "is linked to virtual network own"],
  ["a record, no link, and public access", (one) => own(one, {}).endpoint("pe", "own", ["zone"]), "publicly, with a login"],
  ["a link, no record, and public access", (one) => led(own(one, {}), []), "not at all", "so its name is not found"],
  [
    "a link that falls back to the public DNS",
    (one) => own(one, {}).link("zone", "own", REDIRECT).endpoint("pe", "own", []),
    "publicly, with a login",
  ],
  [
    "an endpoint in a peered hub",
    (one) => hub(one).peered("hub", "spoke").link("zone", "spoke"),
    "by private endpoint",
    "pe in virtual network hub, which is peered with spoke",
  ],
  ["a peering of one side", (one) => hub(one).peering("spoke", "hub").link("zone", "spoke"), "not at all", APART],
  [
    "a peering that lets nothing through",
    (one) =>
      hub(one).peering("spoke", "hub").peering("hub", "spoke", { allow_virtual_network_access: false }).link("zone", "spoke"),
    "not at all",
    APART,
  ],
  [
    "no peering, and public access",
    (one) => hub(one, {}).link("zone", "spoke"),
    "not at all",
    "its name resolves to private endpoint pe in virtual network hub",
  ],
  [
    "a peering, and a link to the hub alone",
    (one) => hub(one).peered("hub", "spoke").link("zone", "hub"),
    "not at all",
    `${OFF} ${ZONE} virtual network spoke`,
  ],
  [
    "peerings do not lead on to a third network",
    (one) => hub(one.network("far"), CLOSED, "far").peered("spoke", "hub").peered("hub", "far").link("zone", "spoke"),
    "not at all",
    APART,
  ],
  [
    "DNS servers of the network's own",
    (one) => led(own(one, CLOSED, { dns_servers: ["10.1.0.4"] })),
    "unknown",
    "virtual network own has DNS servers of its own",
  ],
  ["Azure's own DNS, by its address", (one) => led(own(one, CLOSED, { dns_servers: ["168.63.129.16"] })), "by private endpoint"],
  [
    "DNS servers by a resource of their own",
    (one) =>
      led(own(one, CLOSED, { lifecycle: { ignore_changes: ["dns_servers"] } })).add(
        "here",
        "azurerm_virtual_network_dns_servers",
        "dns",
        {
          virtual_network_id: one.idOf("azurerm_virtual_network", "own"),
          dns_servers: ["10.1.0.4"],
        },
      ),
    "unknown",
    "DNS servers of its own",
  ],
  ["records by hand", (one) => led(own(one), []).record("zone", one.registryName, "10.1.1.10"), "unknown", "may have records of"],
  [
    "a network that AKS makes",
    (one) => one.registry(CLOSED).network("hub").cluster().zone("zone").link("zone", "hub").endpoint("pe", "hub", ["zone"]),
    "not at all",
    `${ZONE} the network that AKS makes`,
  ],
  [
    "a connection that somebody has to approve",
    (one) =>
      led(own(one), ["zone"], {
        private_service_connection: {
          name: "pe",
          private_connection_resource_id: one.idOf("azurerm_container_registry", "registry"),
          subresource_names: ["registry"],
          is_manual_connection: true,
          request_message: "please",
        },
      }),
    "unknown",
    "somebody has to approve the connection of private endpoint pe",
  ],
  [
    "two endpoints and one zone for both",
    (one) => hub(one).link("zone", "spoke").endpoint("near", "spoke", ["zone"]),
    "unknown",
    "resolves to private endpoint near or pe",
  ],
  [
    "two endpoints in networks that are peered",
    (one) => hub(one).peered("hub", "spoke").link("zone", "spoke").endpoint("near", "spoke", ["zone"]),
    "by private endpoint",
  ],
  [
    "the zone of another cloud",
    (one) => led(one.registry(CLOSED).network("own").cluster("own").zone("zone", "privatelink.azurecr.us")),
    "not at all",
    "no zone privatelink.azurecr.io",
  ],
  [
    "a zone in the place of the public one",
    (one) => led(one.registry(CLOSED).network("own").cluster("own").zone("zone", `${one.registryName}.azurecr.io`), []),
    "unknown",
    "instead of the public one",
  ],
  // What another stack manages. A cell claims nothing that depends on it.
  [
    "a network that is looked up",
    (one) => led(lookedUpNetwork(one).registry(CLOSED).cluster("own").zone("zone")),
    "by private endpoint",
    "if own uses Azure's DNS",
  ],
  [
    "a subnet by its id",
    (one) => led(lookedUpNetwork(one).registry(CLOSED).cluster(subnetId(one)).zone("zone")),
    "by private endpoint",
    "if own uses Azure's DNS",
  ],
  [
    "a network that is looked up, with zones of others",
    (one) => lookedUpZone(lookedUpNetwork(one)).registry(CLOSED).cluster("own").endpoint("pe", "own", ["zone"]),
    "unknown",
    "virtual network own is managed elsewhere",
  ],
  [
    "a network that is looked up, and no endpoint",
    (one) => lookedUpNetwork(one).registry().cluster("own"),
    "publicly, with a login",
  ],
  [
    "a cluster that is looked up",
    (one) =>
      lookedUpCluster(one).registry(CLOSED).network("hub").zone("zone").link("zone", "hub").endpoint("pe", "hub", ["zone"]),
    "unknown",
    "the network of AKS cluster",
  ],
  ["a cluster that is looked up, and public access", (one) => lookedUpCluster(one).registry(), "publicly, with a login"],
  ["a cluster that is looked up, and no endpoint", (one) => lookedUpCluster(one).registry(CLOSED), "not at all"],
  [
    "a registry that is looked up",
    (one) => lookedUpRegistry(one).network("own").cluster("own"),
    "unknown",
    "is managed elsewhere, with its public access and its private endpoints",
  ],
  [
    "an endpoint of a registry that is looked up",
    (one) => led(lookedUpRegistry(one).network("own").cluster("own").zone("zone")),
    "by private endpoint",
  ],
  [
    "a zone that is looked up, and linked elsewhere",
    (one) => lookedUpZone(one).registry(CLOSED).network("own").cluster("own").endpoint("pe", "own", ["zone"]),
    "unknown",
    "whether the zone of private endpoint pe answers in virtual network own",
  ],
  [
    "a zone that is looked up, and linked here",
    (one) => led(lookedUpZone(one).registry(CLOSED).network("own").cluster("own")),
    "by private endpoint",
  ],
  [
    "a zone that is looked up, and may have the record",
    (one) => led(lookedUpZone(one).registry(CLOSED).network("own").cluster("own"), []),
    "unknown",
    "may have records of",
  ],
];

export const TOPOLOGIES: readonly Topology[] = ROWS.map(([what, draw, cell, because = ""], index) => {
  return { id: `t${String(index + 1).padStart(2, "0")}`, what, draw, cell, because };
});
