import type { JsonObject } from "../../../src/stack/json";
import type { Sketch } from "./sketch";
import type { Topology } from "./topologies";

const CLOSED = { public_network_access_enabled: false };
const REDIRECT = { resolution_policy: "NxDomainRedirect" };

/** A cluster with a network, a zone, and an endpoint in the same network. */
function own(one: Sketch, registry: JsonObject = CLOSED, network: JsonObject = {}): Sketch {
  return one.registry(registry).network("own", network).cluster("own").zone("zone");
}

/** An endpoint in a hub, and a cluster in a spoke. */
function hub(one: Sketch, registry: JsonObject = CLOSED): Sketch {
  return one.registry(registry).network("hub").network("spoke").cluster("spoke").zone("zone").endpoint("pe", "hub", ["zone"]);
}

/** What the name of the registry leads to in the network of the cluster. */
export const BY_NAME: readonly Topology[] = [
  {
    what: "an endpoint in the network of the cluster",
    draw: (one) => own(one).link("zone", "own").endpoint("pe", "own", ["zone"]),
    cell: "by private endpoint",
    because: "pe in virtual network own",
  },
  {
    what: "a record, and no link",
    draw: (one) => own(one).endpoint("pe", "own", ["zone"]),
    cell: "not at all",
    because: "is linked to virtual network own",
  },
  {
    what: "a record, no link, and public access",
    draw: (one) => own(one, {}).endpoint("pe", "own", ["zone"]),
    cell: "publicly, with a login",
  },
  {
    what: "a link, no record, and public access that nobody comes to",
    draw: (one) => own(one, {}).link("zone", "own").endpoint("pe", "own", []),
    cell: "not at all",
    because: "so its name is not found",
  },
  {
    what: "a link that falls back to the public DNS",
    draw: (one) => own(one, {}).link("zone", "own", REDIRECT).endpoint("pe", "own", []),
    cell: "publicly, with a login",
  },
  {
    what: "an endpoint in a peered hub",
    draw: (one) => hub(one).peered("hub", "spoke").link("zone", "spoke"),
    cell: "by private endpoint",
    because: "pe in virtual network hub, which is peered with spoke",
  },
  {
    what: "a peering of one side",
    draw: (one) => hub(one).peering("spoke", "hub").link("zone", "spoke"),
    cell: "not at all",
    because: "to which virtual network spoke has no peering",
  },
  {
    what: "a peering that lets nothing through",
    draw: (one) =>
      hub(one).peering("spoke", "hub").peering("hub", "spoke", { allow_virtual_network_access: false }).link("zone", "spoke"),
    cell: "not at all",
    because: "to which virtual network spoke has no peering",
  },
  {
    what: "no peering, and public access that the name does not lead to",
    draw: (one) => hub(one, {}).link("zone", "spoke"),
    cell: "not at all",
    because: "its name resolves to private endpoint pe in virtual network hub",
  },
  {
    what: "a peering, and a zone that is linked to the hub only",
    draw: (one) => hub(one).peered("hub", "spoke").link("zone", "hub"),
    cell: "not at all",
    because: "public access is off and no zone privatelink.azurecr.io is linked to virtual network spoke",
  },
  {
    what: "an endpoint in a network that has nothing to do with the cluster",
    draw: (one) => hub(one).link("zone", "hub"),
    cell: "not at all",
    because: "public access is off and no zone privatelink.azurecr.io is linked to virtual network spoke",
  },
  {
    what: "peerings do not lead on to a third network",
    draw: (one) =>
      one
        .registry(CLOSED)
        .network("spoke")
        .network("hub")
        .network("far")
        .peered("spoke", "hub")
        .peered("hub", "far")
        .cluster("spoke")
        .zone("zone")
        .link("zone", "spoke")
        .endpoint("pe", "far", ["zone"]),
    cell: "not at all",
    because: "to which virtual network spoke has no peering",
  },
  {
    what: "DNS servers of the network's own",
    draw: (one) =>
      own(one, CLOSED, { dns_servers: ["10.1.0.4"] })
        .link("zone", "own")
        .endpoint("pe", "own", ["zone"]),
    cell: "unknown",
    because: "virtual network own has DNS servers of its own",
  },
  {
    what: "Azure's own DNS, by its address",
    draw: (one) =>
      own(one, CLOSED, { dns_servers: ["168.63.129.16"] })
        .link("zone", "own")
        .endpoint("pe", "own", ["zone"]),
    cell: "by private endpoint",
  },
  {
    what: "DNS servers by a resource of their own",
    draw: (one) =>
      own(one, CLOSED, { lifecycle: { ignore_changes: ["dns_servers"] } })
        .link("zone", "own")
        .endpoint("pe", "own", ["zone"])
        .add("here", "azurerm_virtual_network_dns_servers", "dns", {
          virtual_network_id: one.idOf("azurerm_virtual_network", "own"),
          dns_servers: ["10.1.0.4"],
        }),
    cell: "unknown",
    because: "DNS servers of its own",
  },
  {
    what: "records by hand",
    draw: (one) => own(one).link("zone", "own").endpoint("pe", "own", []).record("zone", one.registryName, "10.1.1.10"),
    cell: "unknown",
    because: "may have records of",
    isHidden: true,
  },
  {
    what: "a network that AKS makes, which no zone is linked to",
    draw: (one) => one.registry(CLOSED).network("hub").cluster().zone("zone").link("zone", "hub").endpoint("pe", "hub", ["zone"]),
    cell: "not at all",
    because: "no zone privatelink.azurecr.io is linked to the network that AKS makes",
  },
  {
    what: "a connection that somebody has to approve",
    draw: (one) =>
      own(one)
        .link("zone", "own")
        .endpoint("pe", "own", ["zone"], {
          private_service_connection: {
            name: "pe",
            private_connection_resource_id: one.idOf("azurerm_container_registry", "registry"),
            subresource_names: ["registry"],
            is_manual_connection: true,
            request_message: "please",
          },
        }),
    cell: "unknown",
    because: "somebody has to approve the connection of private endpoint pe",
  },
  {
    what: "two endpoints and one zone for both",
    draw: (one) => hub(one).link("zone", "spoke").endpoint("near", "spoke", ["zone"]),
    cell: "unknown",
    because: "resolves to private endpoint near or pe",
    // Which of them writes its record last is in no stack.
    isHidden: true,
  },
  {
    what: "two endpoints in networks that are peered",
    draw: (one) => hub(one).peered("hub", "spoke").link("zone", "spoke").endpoint("near", "spoke", ["zone"]),
    cell: "by private endpoint",
  },
  {
    what: "the zone of another cloud",
    draw: (one) =>
      one
        .registry(CLOSED)
        .network("own")
        .cluster("own")
        .zone("zone", "privatelink.azurecr.us")
        .link("zone", "own")
        .endpoint("pe", "own", ["zone"]),
    cell: "not at all",
    because: "no zone privatelink.azurecr.io",
  },
  {
    what: "a zone in the place of the public one",
    draw: (one) =>
      one
        .registry(CLOSED)
        .network("own")
        .cluster("own")
        .zone("zone", `${one.registryName}.azurecr.io`)
        .link("zone", "own")
        .endpoint("pe", "own", []),
    cell: "unknown",
    because: "instead of the public one",
    isHidden: true,
  },
];
