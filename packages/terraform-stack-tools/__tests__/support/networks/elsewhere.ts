import type { Sketch } from "./sketch";
import type { Topology } from "./topologies";

const CLOSED = { public_network_access_enabled: false };

/** The network of the cluster is in another stack, and looked up. */
function lookedUpNetwork(one: Sketch): Sketch {
  return one
    .network("own", {}, "elsewhere")
    .lookUp("azurerm_virtual_network", "own", { name: one.label("own"), resource_group_name: one.group })
    .lookUp("azurerm_subnet", "own", {
      name: one.label("own"),
      virtual_network_name: one.label("own"),
      resource_group_name: one.group,
    });
}

function lookedUpCluster(one: Sketch): Sketch {
  return one
    .cluster(undefined, {}, "elsewhere")
    .lookUp("azurerm_kubernetes_cluster", "cluster", { name: one.id, resource_group_name: one.group });
}

function lookedUpRegistry(one: Sketch, values = CLOSED): Sketch {
  return one
    .registry(values, "elsewhere")
    .lookUp("azurerm_container_registry", "registry", { name: one.registryName, resource_group_name: one.group });
}

function lookedUpZone(one: Sketch): Sketch {
  return one
    .zone("zone", "privatelink.azurecr.io", "elsewhere")
    .lookUp("azurerm_private_dns_zone", "zone", { name: "privatelink.azurecr.io", resource_group_name: one.group });
}

/** What another stack manages. A cell claims nothing that depends on it. */
export const ELSEWHERE: readonly Topology[] = [
  {
    what: "a network that is looked up",
    draw: (one) =>
      lookedUpNetwork(one).registry(CLOSED).cluster("own").zone("zone").link("zone", "own").endpoint("pe", "own", ["zone"]),
    cell: "by private endpoint",
    because: "if own uses Azure's DNS",
  },
  {
    what: "a subnet by its id",
    draw: (one) =>
      lookedUpNetwork(one)
        .registry(CLOSED)
        .cluster(
          `/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/${one.group}/providers/Microsoft.Network/virtualNetworks/${one.label("own")}/subnets/${one.label("own")}`,
        )
        .zone("zone")
        .link("zone", "own")
        .endpoint("pe", "own", ["zone"]),
    cell: "by private endpoint",
    because: "if own uses Azure's DNS",
  },
  {
    what: "a network that is looked up, with zones of others",
    draw: (one) => lookedUpZone(lookedUpNetwork(one)).registry(CLOSED).cluster("own").endpoint("pe", "own", ["zone"]),
    cell: "unknown",
    because: "virtual network own is managed elsewhere",
    isHidden: true,
  },
  {
    what: "a network that is looked up matters not without an endpoint",
    draw: (one) => lookedUpNetwork(one).registry().cluster("own"),
    cell: "publicly, with a login",
  },
  {
    what: "a cluster that is looked up",
    draw: (one) =>
      lookedUpCluster(one).registry(CLOSED).network("hub").zone("zone").link("zone", "hub").endpoint("pe", "hub", ["zone"]),
    cell: "unknown",
    because: "the network of AKS cluster",
    isHidden: true,
  },
  {
    what: "a cluster that is looked up, and public access",
    draw: (one) => lookedUpCluster(one).registry(),
    cell: "publicly, with a login",
  },
  {
    what: "a cluster that is looked up, and a registry that nothing leads to",
    draw: (one) => lookedUpCluster(one).registry(CLOSED),
    cell: "not at all",
  },
  {
    what: "a registry that is looked up",
    draw: (one) => lookedUpRegistry(one).network("own").cluster("own"),
    cell: "unknown",
    because: "is managed elsewhere, with its public access and its private endpoints",
    isHidden: true,
  },
  {
    what: "an endpoint of a registry that is looked up",
    draw: (one) =>
      lookedUpRegistry(one).network("own").cluster("own").zone("zone").link("zone", "own").endpoint("pe", "own", ["zone"]),
    cell: "by private endpoint",
  },
  {
    what: "a zone that is looked up, and linked elsewhere",
    draw: (one) => lookedUpZone(one).registry(CLOSED).network("own").cluster("own").endpoint("pe", "own", ["zone"]),
    cell: "unknown",
    because: "whether the zone of private endpoint pe answers in virtual network own",
    isHidden: true,
  },
  {
    what: "a zone that is looked up, and linked here",
    draw: (one) =>
      lookedUpZone(one).registry(CLOSED).network("own").cluster("own").link("zone", "own").endpoint("pe", "own", ["zone"]),
    cell: "by private endpoint",
  },
  {
    what: "a zone that is looked up, and may have the record",
    draw: (one) => lookedUpZone(one).registry(CLOSED).network("own").cluster("own").link("zone", "own").endpoint("pe", "own", []),
    cell: "unknown",
    because: "may have records of",
    isHidden: true,
  },
];
