import type { JsonObject } from "../../../src/stack/json";
import { fixed } from "./by-name";
import type { Sketch } from "./sketch";
import type { Topology } from "./topologies";

const CLOSED = { public_network_access_enabled: false };
const SUBSCRIPTION = "/subscriptions/00000000-0000-0000-0000-000000000001";

/** A rule in a list is an object, of which JSON has to state each member. */
const OTHER_ARGUMENTS = [
  ...["description", "source_port_ranges", "source_address_prefixes", "source_application_security_group_ids"],
  ...["destination_port_ranges", "destination_address_prefixes", "destination_application_security_group_ids"],
];

function rule(name: string, access: "Allow" | "Deny", destination_address_prefix: string, more: JsonObject = {}): JsonObject {
  const priority = access === "Allow" ? 100 + destination_address_prefix.length : 200;
  const anywhere = { source_address_prefix: "*", source_port_range: "*", destination_port_range: "443" };
  const rule = { name, priority, access, direction: "Outbound", protocol: "Tcp", destination_address_prefix, ...anywhere };
  return { ...Object.fromEntries(OTHER_ARGUMENTS.map((argument) => [argument, null])), ...rule, ...more };
}

function deny(destination: string, more: JsonObject = {}): JsonObject {
  return rule("deny", "Deny", destination, more);
}

function allow(destination: string): JsonObject {
  return rule(`allow-${destination}`, "Allow", destination);
}

/** A cluster in a network of its own, whose subnet has a security group. */
function guarded(one: Sketch, registry: JsonObject, ...rules: readonly JsonObject[]): Sketch {
  const group = { name: one.label("group"), resource_group_name: one.group, location: "westeurope" };
  return one
    .registry(registry)
    .network("own")
    .cluster("own")
    .add("here", "azurerm_network_security_group", "group", { ...group, security_rule: rules })
    .add("here", "azurerm_subnet_network_security_group_association", "group", {
      subnet_id: one.idOf("azurerm_subnet", "own"),
      network_security_group_id: one.idOf("azurerm_network_security_group", "group"),
    });
}

function withEndpoint(one: Sketch): Sketch {
  return one.zone("zone").link("zone", "own").endpoint("pe", "own", ["zone"]);
}

function routed(one: Sketch, route: JsonObject): Sketch {
  const table = { name: one.label("table"), resource_group_name: one.group, location: "westeurope" };
  return one
    .registry()
    .network("own")
    .cluster("own")
    .add("here", "azurerm_route_table", "table", {
      ...table,
      route: [{ name: "out", address_prefix: "0.0.0.0/0", next_hop_in_ip_address: null, ...route }],
    })
    .add("here", "azurerm_subnet_route_table_association", "table", {
      subnet_id: one.idOf("azurerm_subnet", "own"),
      route_table_id: one.idOf("azurerm_route_table", "table"),
    });
}

/** A registry of azapi with an endpoint, whose records somebody writes by hand. */
function byAzapi(one: Sketch): Sketch {
  const private_service_connection = {
    name: "pe",
    private_connection_resource_id: one.idOf("azapi_resource", "registry"),
    subresource_names: ["registry"],
    is_manual_connection: false,
  };
  const addresses = fixed(["registry", "registry_data_westeurope"]);
  return one
    .add("here", "azapi_resource", "registry", {
      type: "Microsoft.ContainerRegistry/registries@2025-11-01",
      name: one.registryName,
      parent_id: `${SUBSCRIPTION}/resourceGroups/${one.group}`,
      location: "westeurope",
      body: { sku: { name: "Premium" }, properties: { publicNetworkAccess: "Disabled" } },
    })
    .network("own")
    .cluster("own")
    .zone("zone")
    .link("zone", "own")
    .endpoint("pe", "own", [], { private_service_connection, ...addresses })
    .record("zone", one.registryName, "10.1.1.10");
}

/** Security groups and routes of the cluster's subnet, and registries of another provider. */
export const IN_THE_WAY: readonly Topology[] = [
  {
    what: "a security group that denies everything",
    draw: (one) => guarded(one, {}, deny("*")),
    cell: "not at all",
    because: "rule deny of network security group group denies nodes in subnet own the way to registries",
  },
  {
    what: "a security group that denies the service tag of registries",
    draw: (one) => guarded(one, {}, deny("AzureContainerRegistry")),
    cell: "not at all",
    because: "the way to registries",
  },
  {
    what: "a security group that allows registries, and not the storage of their layers",
    draw: (one) => guarded(one, {}, allow("AzureContainerRegistry"), deny("Internet")),
    cell: "not at all",
    because: "the way to the storage of layers",
  },
  {
    what: "a security group that allows both",
    draw: (one) => guarded(one, {}, allow("AzureContainerRegistry"), allow("Storage"), deny("Internet")),
    cell: "publicly, with a login",
  },
  {
    what: "a security group that denies an address, which may be that of a registry",
    draw: (one) => guarded(one, {}, deny("20.1.2.3/32")),
    cell: "not known",
    because: "whether rule deny of network security group",
    isHidden: true,
  },
  {
    what: "a security group that denies what comes in, and other ports",
    draw: (one) =>
      guarded(one, {}, deny("*", { direction: "Inbound" }), deny("*", { name: "http", destination_port_range: "80" })),
    cell: "publicly, with a login",
  },
  {
    what: "a security group that denies the internet, behind a private endpoint",
    draw: (one) => withEndpoint(guarded(one, CLOSED, deny("Internet"))),
    cell: "by private endpoint",
  },
  {
    what: "a security group that denies the network, behind a private endpoint",
    draw: (one) => withEndpoint(guarded(one, CLOSED, deny("VirtualNetwork"))),
    cell: "not at all",
    because: "the way to private endpoints",
  },
  {
    what: "a route that drops everything",
    draw: (one) => routed(one, { next_hop_type: "None" }),
    cell: "not at all",
    because: "route out of route table table drops",
  },
  {
    what: "a route to a firewall",
    draw: (one) => routed(one, { next_hop_type: "VirtualAppliance", next_hop_in_ip_address: "10.9.0.4" }),
    cell: "not known",
    because: "route out of route table table diverts",
  },
  {
    what: "a registry of azapi, without a record of its data endpoint",
    draw: byAzapi,
    cell: "not at all",
    because: "where the layers of images come from",
  },
  {
    what: "a registry of azapi, with both records",
    draw: (one) => byAzapi(one).record("zone", `${one.registryName}.westeurope.data`, "10.1.1.11"),
    cell: "by private endpoint",
  },
];
