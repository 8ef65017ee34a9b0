import { accessIn } from "../../../src/knowledge/access/access-in";
import { openings, type Reach, reachedSentence, reachRemark, registriesOf } from "../../../src/knowledge/network/door";
import { itemsOf } from "../../../src/knowledge/network/networks";
import { configuredStack } from "../../../src/planned/planned-stack";
import { PLAIN_NAMES } from "../../../src/planned/sensitive";
import type { JsonObject } from "../../../src/stack/json";
import { readStack } from "../../../src/stack/stack";
import { reached, reachWords } from "../../support/networks/reached";
import { Sketch } from "../../support/networks/sketch";
import { TOPOLOGIES } from "../../support/networks/topologies";

const GROUP = { resource_group_name: "rg" };
const CONTOSO = { name: "contoso", ...GROUP, location: "westeurope" };
const ACR_ID = "${azurerm_container_registry.acr.id}";
const NODES = "${azurerm_subnet.nodes.id}";
const SUBSCRIPTION = "11111111-1111-1111-1111-111111111111";
const GROUP_ID = `/subscriptions/${SUBSCRIPTION}/resourceGroups/rg`;
const REGISTRIES = "Microsoft.ContainerRegistry/registries@2025-11-01";

function stackOf(resource: JsonObject, others: JsonObject = {}) {
  return configuredStack(readStack({ resource, ...others }));
}

/** How the nodes of the cluster reach the registry. */
function way(...stacks: ReturnType<typeof stackOf>[]): string {
  return reached(() => "contoso", ...stacks).aks;
}

const registryOf = (more: JsonObject) => ({ azurerm_container_registry: { acr: { ...CONTOSO, ...more } } });
const clusterIn = (subnet: string, more: JsonObject = {}): JsonObject => ({
  azurerm_kubernetes_cluster: {
    aks: { name: "prod", ...GROUP, default_node_pool: [{ name: "system", vnet_subnet_id: subnet }], ...more },
  },
});
const network = (name: string, more: JsonObject = {}): JsonObject => ({
  name,
  ...GROUP,
  address_space: ["10.0.0.0/16"],
  ...more,
});
const subnetOf = (name: string): JsonObject => ({ name: "nodes", virtual_network_name: name, ...GROUP });
const endpointIn = (subnet: string, registry = ACR_ID, subresource = "registry"): JsonObject => ({
  azurerm_private_endpoint: {
    pe: {
      name: "pe",
      ...GROUP,
      subnet_id: subnet,
      private_service_connection: [
        { private_connection_resource_id: registry, subresource_names: [subresource], is_manual_connection: false },
      ],
      private_dns_zone_group: [{ name: "default", private_dns_zone_ids: ["${azurerm_private_dns_zone.zone.id}"] }],
    },
  },
});
const linkTo = (virtual_network_id: string, private_dns_zone_name = "privatelink.azurecr.io"): JsonObject => ({
  azurerm_private_dns_zone_virtual_network_link: { hub: { name: "link", private_dns_zone_name, ...GROUP, virtual_network_id } },
});

/** A registry with an endpoint in the network that its cluster is in. */
function whole(more: JsonObject = {}): JsonObject {
  return {
    ...registryOf({ public_network_access_enabled: false }),
    azurerm_virtual_network: { hub: network("hub") },
    azurerm_subnet: { nodes: subnetOf("hub") },
    ...endpointIn(NODES),
    azurerm_private_dns_zone: { zone: { name: "privatelink.azurecr.io", ...GROUP } },
    ...linkTo("${azurerm_virtual_network.hub.id}"),
    ...clusterIn(NODES),
    ...more,
  };
}

const BY_ENDPOINT = "by private endpoint pe in virtual network hub";
const NO_ENDPOINT = { azurerm_private_endpoint: {} };
const FIREWALL = "203.0.113.0/24";
const rules = (default_action: string, ip_rule: JsonObject[] | string = []) => ({
  network_rule_set: [{ default_action, ip_rule }],
});
const open = (more: JsonObject = {}) => ({ ...registryOf(more), ...NO_ENDPOINT });
const updated = (properties: JsonObject, id = `${GROUP_ID}/providers/Microsoft.ContainerRegistry/registries/contoso`) => ({
  azapi_update_resource: { rules: { type: REGISTRIES, resource_id: id, body: { properties } } },
});
const ofAzapi = (all: Readonly<Record<string, JsonObject>>): JsonObject => ({
  ...{ azurerm_container_registry: {}, ...NO_ENDPOINT },
  azapi_resource: Object.fromEntries(
    Object.entries(all).map(([name, more]) => [name, { type: REGISTRIES, name: "contoso", parent_id: GROUP_ID, ...more }]),
  ),
});
const leaving = (outbound_type: string) => clusterIn(NODES, { network_profile: [{ outbound_type }] });
const proxied = clusterIn(NODES, { http_proxy_config: [{ http_proxy: "http://proxy:3128" }] });
const spoke = {
  azurerm_virtual_network: { hub: network("hub"), spoke: network("spoke") },
  azurerm_subnet: { nodes: subnetOf("hub"), spoke: subnetOf("spoke") },
  ...linkTo("${azurerm_virtual_network.spoke.id}"),
  ...clusterIn("${azurerm_subnet.spoke.id}"),
};
const inTheWay = {
  azurerm_network_security_group: {
    nodes: { name: "nodes", ...GROUP, security_rule: [{ name: "deny", direction: "Outbound", access: "Deny" }] },
  },
  azurerm_subnet_network_security_group_association: {
    nodes: { subnet_id: NODES, network_security_group_id: "${azurerm_network_security_group.nodes.id}" },
  },
  azurerm_route_table: { out: { name: "out", ...GROUP, route: [{ address_prefix: "0.0.0.0/0", next_hop_type: "None" }] } },
  azurerm_subnet_route_table_association: { nodes: { subnet_id: NODES, route_table_id: "${azurerm_route_table.out.id}" } },
  azurerm_subnet: { nodes: { ...subnetOf("hub"), service_endpoints: ["Microsoft.ContainerRegistry"] } },
};
const SUBNET_ID = `${GROUP_ID}/providers/Microsoft.Network/virtualNetworks/hub/subnets/nodes`;
const elsewhere = { provider: { azurerm: [{ subscription_id: "22222222-2222-2222-2222-222222222222" }] } };

const unknownWith = (more: JsonObject, because: string): [string, JsonObject] => [`unknown: ${because}`, more];
const LINK = "the zone or the network of virtual network link link is unknown";
const AWAY = "private endpoint pe may not be reached from the network of AKS cluster prod";
const hub = "${azurerm_virtual_network.hub.id}";
const subnetRules = { networkRuleSet: { defaultAction: "Deny", virtualNetworkRules: [{ id: SUBNET_ID }] } };
const rangeRules = { networkRuleSet: { defaultAction: "Deny", ipRules: [{ action: "Allow", value: FIREWALL }] } };
const ranges = [{ action: "Allow", ip_range: FIREWALL }];
const isClosed = { public_network_access_enabled: "${var.id}" };
const inGroup = (name: string) => ({ parent_id: `\${azurerm_resource_group.${name}.id}`, location: name, body: {} });
const twins = {
  ...{ azurerm_resource_group: { eu: { name: "rg-eu" }, us: { name: "rg-us" } } },
  ...ofAzapi({ eu: inGroup("eu"), us: inGroup("us") }),
  ...endpointIn(NODES, "${azapi_resource.eu.id}"),
};

test.each<[way: string, more: JsonObject, others?: JsonObject]>([
  [BY_ENDPOINT, clusterIn(SUBNET_ID)],
  ["unknown: virtual network hub is managed elsewhere", clusterIn(SUBNET_ID), elsewhere],
  [BY_ENDPOINT, clusterIn("${one([for one in azurerm_virtual_network.hub.subnet : one.id])}")],
  ["not at all: public access is off", endpointIn(NODES, "${azurerm_storage_account.logs.id}", "blob")],
  // One variable in the place of something.
  unknownWith({ azurerm_subnet: { nodes: { name: "nodes" } } }, `${AWAY} (azurerm_subnet.nodes)`),
  unknownWith(clusterIn("${var.id}"), `${AWAY} (var.id)`),
  unknownWith(linkTo("${var.id}"), LINK),
  unknownWith(linkTo(hub, "${lower(var.id)}"), LINK),
  unknownWith(endpointIn("${var.id}"), "its name resolves to private endpoint pe, and whether virtual network hub can reach it"),
  unknownWith(endpointIn(NODES, "${var.id}"), "private endpoint pe has an unknown target, which may be contoso"),
  unknownWith(open(isClosed), "whether public access to contoso is on is not known"),
  unknownWith(open(rules("${var.id}")), "the default action of its firewall is unknown"),
  ["publicly, from addresses that are not known only", open(rules("Deny", "${var.id}"))],
  unknownWith({ ...open(), ...leaving("${var.id}") }, "the outbound type of the nodes is unknown"),
  unknownWith({ ...open(), azurerm_container_registry: {}, ...leaving("block") }, "registry contoso is managed elsewhere"),
  unknownWith({ ...open(), ...proxied }, "nodes pull through a proxy, whose target is unknown"),
  // Azure's own API.
  [`publicly, from ${FIREWALL} only`, { ...open(), ...updated(rangeRules) }],
  ["not at all", { ...open(), ...updated({ publicNetworkAccess: "Disabled" }) }],
  ["publicly, with a login", { ...open(), ...updated({ publicNetworkAccess: "Enabled" }) }],
  ["not at all: public access is off", { ...NO_ENDPOINT, ...updated({ publicNetworkAccess: "Enabled" }, ACR_ID) }],
  unknownWith(ofAzapi({ acr: { body: { properties: subnetRules } } }), "its firewall lets subnets in by service endpoints"),
  unknownWith(twins, "2 registries are called contoso"),
  // What is not judged.
  [BY_ENDPOINT, inTheWay],
  ["publicly, with a login", { ...open(), ...inTheWay }],
  [`publicly, from ${FIREWALL} only`, { ...open(rules("Deny", ranges)), ...inTheWay }],
  ["not at all: its name resolves to private endpoint pe in virtual network hub", spoke],
  unknownWith({ ...spoke, azurerm_virtual_hub_connection: { one: {} } }, "its name resolves to private endpoint pe"),
])("nodes reach a registry %s", (words, more, ...[others]) => {
  const found = way(stackOf(whole(more), others ?? { variable: { id: { type: "string" } } }));
  expect(found.slice(0, words.length)).toBe(words);
});

test("stacks that are deployed together are read together, whatever finds a thing again", () => {
  const { azurerm_kubernetes_cluster: _cluster, ...platform } = whole();
  const app = stackOf(clusterIn("${data.azurerm_subnet.nodes.id}"), {
    data: {
      azurerm_subnet: { nodes: { name: "nodes", virtual_network_name: "HUB", resource_group_name: "RG" } },
      azurerm_container_registry: { acr: { name: "contoso", ...GROUP } },
    },
  });
  expect(way(stackOf(platform), app)).toBe(BY_ENDPOINT);
  const found = stackOf({}, { data: { azurerm_kubernetes_cluster: { aks: { name: "prod", ...GROUP } } } });
  expect(way(stackOf(whole()), found)).toBe(BY_ENDPOINT);
});

test("what the provider alone fills, which a plan writes as an empty list, is not set", () => {
  const planned = stackOf(whole({ azurerm_virtual_network: { hub: network("hub", { dns_servers: [] }) } }));
  const instances = planned.instances.map((one) => {
    const { dns_servers: _filled, ...values } = one.values;
    return { ...one, values };
  });
  expect(way({ ...planned, instances })).toBe(BY_ENDPOINT);
});

test.each([
  [["eu"], BY_ENDPOINT],
  [["us"], expect.stringMatching(/^not at all: /)],
  [["eu", "us"], "unknown: it is not the same for each of their clusters"],
])("each cluster of a loop is in the network of its own key: %s", (keys, words) => {
  const each = { for_each: { eu: "eu", us: "us" } };
  const planned = stackOf({
    ...whole(),
    azurerm_subnet: { nodes: { ...subnetOf("hub"), ...each }, endpoints: subnetOf("hub") },
    azurerm_virtual_network: { hub: network("hub"), apart: network("apart") },
    ...endpointIn("${azurerm_subnet.endpoints.id}"),
    ...clusterIn("${azurerm_subnet.nodes[each.key].id}", each),
  });
  const instances = planned.instances.flatMap((instance) => {
    const { type, isRepeated } = instance.block;
    const ofSubnet = (key: string): JsonObject => ({ virtual_network_name: key === "eu" ? "hub" : "apart" });
    return (type === "azurerm_kubernetes_cluster" ? keys : ["eu", "us"]).slice(0, isRepeated ? 2 : 1).map((key) => {
      const values: JsonObject = type === "azurerm_subnet" ? ofSubnet(key) : { name: key };
      const own = { address: `${instance.address}["${key}"]`, values: { ...instance.values, ...values } };
      return isRepeated ? { ...instance, ...own } : instance;
    });
  });
  expect(way({ ...planned, instances })).toEqual(words);
});

const WORDS = "public access is off";

test.each<[Reach | undefined, remark: string | undefined, headline: string]>([
  [undefined, undefined, "pods may pull"],
  [{ kind: "public" }, undefined, "pods may pull"],
  [{ kind: "ranges", ranges: ["a", "b"] }, "reached from a and b only", "pods may pull, from a and b only"],
  [
    { kind: "endpoint", endpoint: "pe", network: "hub", from: "spoke" },
    "reached by private endpoint pe in virtual network hub, which is peered with spoke",
    "pods may pull, by private endpoint pe",
  ],
  [
    { kind: "closed", because: WORDS },
    `authorized, not reachable: ${WORDS}`,
    `authorized, not reachable: pods may pull, but ${WORDS}`,
  ],
  [
    { kind: "unknown", because: WORDS },
    `whether it is reached is unknown: ${WORDS}`,
    `pods may pull, which may not be reachable: ${WORDS}`,
  ],
  [{ kind: "unknown", because: WORDS, isElsewhere: true }, undefined, "pods may pull"],
])("of %j, a line and a headline say what there is to say", (reach, remark, headline) => {
  expect([reachRemark(reach), reachedSentence("pods may pull", reach)]).toEqual([remark, headline]);
});

const assign = (principal_id: string, more: JsonObject = {}) => ({
  azurerm_role_assignment: {
    pull: { scope: "${azurerm_container_registry.acr.id}", role_definition_name: "AcrPull", principal_id, ...more },
  },
});
const ID = "20000000-0000-0000-0000-000000000002";
const SOMEBODY = `principal ${ID}`;
const byAdmin = {
  ...registryOf({ public_network_access_enabled: false, admin_enabled: true }),
  kubernetes_secret_v1: {
    pull: {
      metadata: [{ name: "pull", namespace: "shop" }],
      type: "kubernetes.io/dockerconfigjson",
      data: {
        ".dockerconfigjson": "${azurerm_container_registry.acr.login_server} ${azurerm_container_registry.acr.admin_password}",
      },
    },
  },
};
const byFederation = {
  azurerm_user_assigned_identity: { puller: { name: "puller", ...GROUP } },
  azurerm_federated_identity_credential: {
    puller: {
      parent_id: "${azurerm_user_assigned_identity.puller.id}",
      issuer: "${azurerm_kubernetes_cluster.aks.oidc_issuer_url}",
      subject: "system:serviceaccount:shop:app",
    },
  },
  ...assign("${azurerm_user_assigned_identity.puller.principal_id}"),
};
const PODS = "pods in namespace shop";
const host = "${azurerm_kubernetes_cluster.aks.kube_config[0].host}";

test.each<[who: string, resource: JsonObject, way: string, others?: JsonObject]>([
  ["every pod of AKS cluster prod", assign("${azurerm_kubernetes_cluster.aks.kubelet_identity[0].object_id}"), BY_ENDPOINT],
  [SOMEBODY, assign(ID), "unknown: private endpoint pe may not be reached from where they are"],
  [SOMEBODY, { ...assign(ID), ...NO_ENDPOINT }, "not at all: public access is off and it has no private endpoint"],
  [PODS, byAdmin, "unknown: private endpoint pe may not be reached from the network of their cluster"],
  [PODS, byAdmin, BY_ENDPOINT, { provider: { kubernetes: [{ host }] } }],
  [PODS, byFederation, BY_ENDPOINT],
  // A scope has no way, and neither has what Azure Resource Manager answers.
  [SOMEBODY, { ...assign(ID, { scope: "/subscriptions/s" }), ...NO_ENDPOINT }, ""],
  [SOMEBODY, { ...assign(ID, { role_definition_name: "User Access Administrator" }), ...NO_ENDPOINT }, ""],
])("%s reach a registry from their own network, if from any", (who, resource, words, ...[others]) => {
  const found = accessIn([stackOf(whole(resource), others)]).filter((line) => line.who.startsWith(who));
  const [{ reach }] = found.filter(({ rights }) => rights.includes("pull") || rights.includes("grant access"));
  expect(reachWords(reach).startsWith(words) && (words !== "" || reach === undefined)).toBe(true);
});

describe.each([4, 5] as const)("azurerm %d, as configured", (azurerm) => {
  test.each(TOPOLOGIES)("$id: $what", ({ id, draw, cell, because }) => {
    const sketch = draw(new Sketch(id, azurerm));
    const { here, data } = sketch;
    const told = reached(() => sketch.registryName, configuredStack(readStack({ resource: here, data })));
    const words = sketch.plain(told[sketch.label("cluster")]);
    expect(words).toMatch(new RegExp(`^${cell}`));
    expect(words).toContain(because);
  });
});

const behind = (...all: string[]) =>
  rules(
    "Deny",
    all.map((ip_range) => ({ action: "Allow", ip_range })),
  );
const closed = { public_network_access_enabled: false };
const twin = { name: "contoso", resource_group_name: "other", ...closed };
const [EXACT, WIDER, HALF] = ["203.0.113.0/24", "203.0.112.0/23", "203.0.113.0/25"];

test.each<[before: JsonObject, after: JsonObject, told: string | undefined, others?: JsonObject]>([
  [closed, {}, "registry contoso is open to every address, previously none"],
  [closed, behind(EXACT), `registry contoso lets in ${EXACT}, previously none`],
  [behind(EXACT), behind(WIDER), `registry contoso lets in ${WIDER}, previously only ${EXACT}`],
  [behind(HALF), behind("203.0.113.128"), `registry contoso lets in 203.0.113.128, previously only ${HALF}`],
  [{}, closed, undefined],
  [behind(EXACT, "203.0.113.7"), behind("203.0.113.7"), undefined],
  // A new one of the same name in another group hides nothing.
  [closed, {}, "registry contoso in resource group rg is open to every address, previously none", { twin }],
])("what opens between %j and %j is told: %s", (before, after, told, ...[others]) => {
  const [old, fresh] = [{ acr: { ...CONTOSO, ...before } }, { acr: { ...CONTOSO, ...after }, ...others }].map((all) =>
    registriesOf(itemsOf([stackOf({ azurerm_container_registry: all })])),
  );
  expect(openings(old, fresh, PLAIN_NAMES).map(({ message }) => message)).toEqual([told].filter((one) => one !== undefined));
});
