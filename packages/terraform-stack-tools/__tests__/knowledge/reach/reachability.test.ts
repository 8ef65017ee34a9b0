import { accessIn } from "../../../src/knowledge/access/access-in";
import { type Reach, reachedSentence, reachRemark } from "../../../src/knowledge/reach/reach";
import { configuredStack } from "../../../src/planned/planned-stack";
import type { JsonObject } from "../../../src/stack/json";
import { readStack } from "../../../src/stack/stack";
import { reached, reachWords } from "../../support/networks/reached";
import { Sketch } from "../../support/networks/sketch";
import { TOPOLOGIES } from "../../support/networks/topologies";

const GROUP = { resource_group_name: "rg" };
const CLOSED = { name: "contoso", ...GROUP, location: "westeurope", public_network_access_enabled: false };

function stackOf(resource: JsonObject, others: JsonObject = {}) {
  return configuredStack(readStack({ resource, ...others }));
}

/** How the nodes of the cluster reach the registry. */
function way(...stacks: ReturnType<typeof stackOf>[]): string {
  return reached(() => "contoso", ...stacks).aks;
}

function clusterIn(subnet: string, name = "prod"): JsonObject {
  return { name, ...GROUP, default_node_pool: [{ name: "system", vnet_subnet_id: subnet }] };
}

function network(name: string, more: JsonObject = {}): JsonObject {
  return { name, ...GROUP, address_space: ["10.0.0.0/16"], ...more };
}

function subnetOf(name: string): JsonObject {
  return { name: "nodes", virtual_network_name: name, ...GROUP };
}

function endpointIn(subnet: string, registry = "${azurerm_container_registry.acr.id}", subresource = "registry"): JsonObject {
  return {
    name: "pe",
    ...GROUP,
    subnet_id: subnet,
    private_service_connection: [
      { private_connection_resource_id: registry, subresource_names: [subresource], is_manual_connection: false },
    ],
    private_dns_zone_group: [{ name: "default", private_dns_zone_ids: ["${azurerm_private_dns_zone.zone.id}"] }],
  };
}

const ZONE = { zone: { name: "privatelink.azurecr.io", ...GROUP } };

function linkTo(networkId: string): JsonObject {
  return { name: "link", private_dns_zone_name: "privatelink.azurecr.io", ...GROUP, virtual_network_id: networkId };
}

/** A registry with an endpoint in the network that its cluster is in. */
function whole(more: JsonObject = {}): JsonObject {
  return {
    azurerm_container_registry: { acr: CLOSED },
    azurerm_virtual_network: { hub: network("hub") },
    azurerm_subnet: { nodes: subnetOf("hub") },
    azurerm_private_endpoint: { pe: endpointIn("${azurerm_subnet.nodes.id}") },
    azurerm_private_dns_zone: ZONE,
    azurerm_private_dns_zone_virtual_network_link: { hub: linkTo("${azurerm_virtual_network.hub.id}") },
    azurerm_kubernetes_cluster: { aks: clusterIn("${azurerm_subnet.nodes.id}") },
    ...more,
  };
}

const BY_ENDPOINT = "by private endpoint pe in virtual network hub";

test("stacks that are deployed together are read together, whatever finds a thing again", () => {
  const { azurerm_kubernetes_cluster, ...platform } = whole();
  const app = stackOf(
    { azurerm_kubernetes_cluster: { aks: clusterIn("${data.azurerm_subnet.nodes.id}") } },
    {
      data: {
        azurerm_subnet: { nodes: { name: "nodes", virtual_network_name: "HUB", resource_group_name: "RG" } },
        azurerm_container_registry: { acr: { name: "contoso", ...GROUP } },
      },
    },
  );
  expect(azurerm_kubernetes_cluster).toBeDefined();
  expect(way(stackOf(platform), app)).toBe(BY_ENDPOINT);
  expect(way(app)).toMatch(/^unknown: registry contoso is managed elsewhere/);
});

test("a registry of several stacks is one, and a cluster that is looked up is that which another stack manages", () => {
  const found = stackOf({}, { data: { azurerm_kubernetes_cluster: { aks: { name: "prod", ...GROUP } } } });
  expect(way(stackOf(whole()), found)).toBe(BY_ENDPOINT);
});

test("an id that is written out is the resource of that name", () => {
  const id =
    "/subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups/rg/providers/Microsoft.Network/virtualNetworks/hub";
  const nodes = { azurerm_kubernetes_cluster: { aks: clusterIn(`${id}/subnets/nodes`) } };
  expect(way(stackOf(whole(nodes)))).toBe(BY_ENDPOINT);
  const other = { provider: { azurerm: [{ subscription_id: "22222222-2222-2222-2222-222222222222" }] } };
  expect(way(stackOf(whole(nodes), other))).toMatch(/^unknown: virtual network hub is managed elsewhere/);
});

test("what the provider alone fills, which a plan writes as an empty list, is not set", () => {
  const planned = stackOf(whole({ azurerm_virtual_network: { hub: network("hub", { dns_servers: [] }) } }));
  const instances = planned.instances.map((one) => {
    const { dns_servers: _filled, ...values } = one.values;
    return { ...one, values };
  });
  expect(way({ ...planned, instances })).toBe(BY_ENDPOINT);
});

test("a subnet may be a part of its network", () => {
  const subnet = "${one([for one in azurerm_virtual_network.hub.subnet : one.id])}";
  expect(way(stackOf(whole({ azurerm_kubernetes_cluster: { aks: clusterIn(subnet) } })))).toBe(BY_ENDPOINT);
});

test("one variable in the place of a subnet, a network or a target makes the way unknown, and names what is open", () => {
  const variable = { variable: { id: { type: "string" } } };
  const byVariable: [JsonObject, string][] = [
    [{ azurerm_subnet: { nodes: { name: "nodes" } } }, "from the network of AKS cluster prod (azurerm_subnet.nodes)"],
    [
      { azurerm_kubernetes_cluster: { aks: clusterIn("${var.id}") } },
      "pe may not be reached from the network of AKS cluster prod (var.id)",
    ],
    [
      { azurerm_private_dns_zone_virtual_network_link: { hub: linkTo("${var.id}") } },
      "the zone or the network of virtual network link link is unknown",
    ],
    [{ azurerm_private_endpoint: { pe: endpointIn("${var.id}") } }, "whether virtual network hub can reach it"],
    [
      { azurerm_private_endpoint: { pe: endpointIn("${azurerm_subnet.nodes.id}", "${var.id}") } },
      "private endpoint pe has an unknown target, which may be contoso",
    ],
    [
      {
        azurerm_container_registry: { acr: { ...CLOSED, public_network_access_enabled: "${var.id}" } },
        azurerm_private_endpoint: {},
      },
      "whether public access to contoso is on is not known",
    ],
    [
      {
        azurerm_private_dns_zone_virtual_network_link: {
          hub: { ...linkTo("${azurerm_virtual_network.hub.id}"), private_dns_zone_name: "${lower(var.id)}" },
        },
      },
      "the zone or the network of virtual network link link is unknown",
    ],
    [
      {
        azurerm_container_registry: { acr: { name: "contoso", ...GROUP, network_rule_set: [{ default_action: "${var.id}" }] } },
        azurerm_private_endpoint: {},
      },
      "the default action of its firewall is unknown",
    ],
    [
      {
        azurerm_container_registry: { acr: { name: "contoso", ...GROUP } },
        azurerm_private_endpoint: {},
        azurerm_kubernetes_cluster: {
          aks: { ...clusterIn("${azurerm_subnet.nodes.id}"), network_profile: [{ outbound_type: "${var.id}" }] },
        },
      },
      "the outbound type of the nodes is unknown",
    ],
  ];
  for (const [more, words] of byVariable) {
    const told = way(stackOf(whole(more), variable));
    expect(told).toMatch(/^unknown: /);
    expect(told).toContain(words);
  }
});

test("an endpoint of something else is none", () => {
  const storage = endpointIn("${azurerm_subnet.nodes.id}", "${azurerm_storage_account.logs.id}", "blob");
  const more = { azurerm_private_endpoint: { pe: storage }, azurerm_storage_account: { logs: {} } };
  expect(way(stackOf(whole(more)))).toBe("not at all: public access is off and it has no private endpoint");
});

describe("a registry of azapi", () => {
  const GROUP_ID = "/subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups/rg";
  const registry = (more: JsonObject = {}) => ({
    type: "Microsoft.ContainerRegistry/registries@2025-11-01",
    name: "contoso",
    parent_id: GROUP_ID,
    location: "westeurope",
    body: { properties: { publicNetworkAccess: "Disabled" } },
    ...more,
  });
  test("is what a resource that changes it says of it, and no registry of its own", () => {
    const more = {
      azapi_update_resource: {
        mode: {
          type: "Microsoft.ContainerRegistry/registries@2025-11-01",
          resource_id: "${azurerm_container_registry.acr.id}",
          body: { properties: { publicNetworkAccess: "Enabled" } },
        },
      },
    };
    expect(way(stackOf(whole({ ...more, azurerm_private_endpoint: {} })))).toMatch(/^not at all: public access is off/);
  });

  test("with a label is another one in another group, whose endpoint does not lead to it", () => {
    const groups = {
      azurerm_resource_group: { eu: { name: "rg-eu", location: "westeurope" }, us: { name: "rg-us", location: "eastus" } },
    };
    const twins = {
      eu: registry({ parent_id: "${azurerm_resource_group.eu.id}" }),
      us: registry({ parent_id: "${azurerm_resource_group.us.id}", location: "eastus" }),
    };
    const stack = whole({
      ...groups,
      azurerm_container_registry: {},
      azapi_resource: twins,
      azurerm_private_endpoint: { pe: endpointIn("${azurerm_subnet.nodes.id}", "${azapi_resource.eu.id}") },
    });
    expect(way(stackOf(stack))).toBe("unknown: 2 registries are called contoso");
  });

  test("lets subnets in by service endpoints, which nobody reads", () => {
    const networkRuleSet = { defaultAction: "Deny", virtualNetworkRules: [{ id: "/subscriptions/s/subnets/nodes" }] };
    const open = registry({ body: { properties: { networkRuleSet } } });
    const stack = whole({ azurerm_container_registry: {}, azapi_resource: { acr: open }, azurerm_private_endpoint: {} });
    expect(way(stackOf(stack))).toBe("unknown: its firewall lets subnets in by service endpoints, which are not read");
  });
});

test("what is not known of a firewall, or of a registry that is managed elsewhere, closes nothing", () => {
  const rules = { default_action: "Deny", ip_rule: "${var.rules}" };
  const acr = { name: "contoso", ...GROUP, network_rule_set: [rules] };
  const open = whole({ azurerm_container_registry: { acr }, azurerm_private_endpoint: {} });
  expect(way(stackOf(open, { variable: { rules: {} } }))).toBe("publicly, from addresses that are not known only");
  const closed = { ...clusterIn("${azurerm_subnet.nodes.id}"), network_profile: [{ outbound_type: "block" }] };
  const alone = { azurerm_container_registry: {}, azurerm_private_endpoint: {}, azurerm_kubernetes_cluster: { aks: closed } };
  expect(way(stackOf(whole(alone)))).toMatch(/^unknown: registry contoso is managed elsewhere/);
});

test("security groups, routes and service endpoints are not judged: with them, all is told as without", () => {
  const rule = { name: "deny", priority: 100, direction: "Outbound", access: "Deny", protocol: "*", destination_port_range: "*" };
  const inTheWay = {
    azurerm_network_security_group: { nodes: { name: "nodes", ...GROUP, security_rule: [rule] } },
    azurerm_subnet_network_security_group_association: {
      nodes: { subnet_id: "${azurerm_subnet.nodes.id}", network_security_group_id: "${azurerm_network_security_group.nodes.id}" },
    },
    azurerm_route_table: { out: { name: "out", ...GROUP, route: [{ address_prefix: "0.0.0.0/0", next_hop_type: "None" }] } },
    azurerm_subnet_route_table_association: {
      nodes: { subnet_id: "${azurerm_subnet.nodes.id}", route_table_id: "${azurerm_route_table.out.id}" },
    },
    azurerm_subnet: { nodes: { ...subnetOf("hub"), service_endpoints: ["Microsoft.ContainerRegistry"] } },
  };
  const ranges = { default_action: "Deny", ip_rule: [{ action: "Allow", ip_range: "203.0.113.0/24" }] };
  const registry = (network_rule_set: JsonObject[]) => ({
    azurerm_container_registry: { acr: { name: "contoso", ...GROUP, network_rule_set } },
    azurerm_private_endpoint: {},
  });
  expect(way(stackOf(whole(inTheWay)))).toBe(BY_ENDPOINT);
  expect(way(stackOf(whole({ ...registry([]), ...inTheWay })))).toBe("publicly, with a login");
  expect(way(stackOf(whole({ ...registry([ranges]), ...inTheWay })))).toBe("publicly, from 203.0.113.0/24 only");
});

test("networks without a peering are not apart where a virtual hub may connect them", () => {
  const spoke = {
    azurerm_virtual_network: { hub: network("hub"), spoke: network("spoke") },
    azurerm_subnet: { nodes: subnetOf("hub"), spoke: subnetOf("spoke") },
    azurerm_private_dns_zone_virtual_network_link: { hub: linkTo("${azurerm_virtual_network.spoke.id}") },
    azurerm_kubernetes_cluster: { aks: clusterIn("${azurerm_subnet.spoke.id}") },
  };
  expect(way(stackOf(whole(spoke)))).toMatch(/^not at all: its name resolves to private endpoint pe in virtual network hub/);
  const connected = { ...spoke, azurerm_virtual_hub_connection: { one: {} } };
  expect(way(stackOf(whole(connected)))).toMatch(/^unknown: its name resolves to private endpoint pe/);
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
    azurerm_private_endpoint: { pe: endpointIn("${azurerm_subnet.endpoints.id}") },
    azurerm_kubernetes_cluster: { aks: { ...clusterIn("${azurerm_subnet.nodes[each.key].id}"), ...each } },
  });
  const instances = planned.instances.flatMap((instance) => {
    const { type } = instance.block;
    if (!instance.block.isRepeated) {
      return [instance];
    }
    return (type === "azurerm_kubernetes_cluster" ? keys : ["eu", "us"]).map((key) => {
      const values: JsonObject =
        type === "azurerm_subnet" ? { virtual_network_name: key === "eu" ? "hub" : "apart" } : { name: key };
      return { ...instance, address: `${instance.address}["${key}"]`, values: { ...instance.values, ...values } };
    });
  });
  expect(way({ ...planned, instances })).toEqual(words);
});

test("a proxy, and the firewall of a resource of azapi, are seen", () => {
  const open = { azurerm_container_registry: { acr: { name: "contoso", ...GROUP } }, azurerm_private_endpoint: {} };
  const proxied = { ...clusterIn("${azurerm_subnet.nodes.id}"), http_proxy_config: [{ http_proxy: "http://proxy:3128" }] };
  expect(way(stackOf(whole({ ...open, azurerm_kubernetes_cluster: { aks: proxied } })))).toBe(
    "unknown: nodes pull through a proxy, whose target is unknown",
  );
  const networkRuleSet = { defaultAction: "Deny", ipRules: [{ action: "Allow", value: "203.0.113.0/24" }] };
  const update = {
    type: "Microsoft.ContainerRegistry/registries@2025-04-01",
    resource_id: "/subscriptions/s/resourceGroups/rg/providers/Microsoft.ContainerRegistry/registries/contoso",
  };
  const updated = (properties: JsonObject) =>
    way(stackOf(whole({ ...open, azapi_update_resource: { rules: { ...update, body: { properties } } } })));
  expect(updated({ networkRuleSet })).toBe("publicly, from 203.0.113.0/24 only");
  expect(updated({ publicNetworkAccess: "Disabled" })).toMatch(/^not at all/);
  expect(updated({ publicNetworkAccess: "Enabled" })).toBe("publicly, with a login");
});

test("a line and a headline say what there is to say, and nothing of a registry that is only looked up", () => {
  const because = "public access is off";
  const rows: [Reach | undefined, string | undefined, string][] = [
    [undefined, undefined, "pods may pull"],
    [{ kind: "public" }, undefined, "pods may pull"],
    [
      { kind: "ranges", ranges: ["198.51.100.0/24", "203.0.113.0/24"] },
      "reached from 198.51.100.0/24 and 203.0.113.0/24 only",
      "pods may pull, from 198.51.100.0/24 and 203.0.113.0/24 only",
    ],
    [
      { kind: "endpoint", endpoint: "pe", network: "hub", from: "spoke" },
      "reached by private endpoint pe in virtual network hub, which is peered with spoke",
      "pods may pull, by private endpoint pe",
    ],
    [
      { kind: "closed", because },
      `authorized, not reachable: ${because}`,
      `authorized, not reachable: pods may pull, but ${because}`,
    ],
    [
      { kind: "unknown", because },
      `whether it is reached is unknown: ${because}`,
      `pods may pull, which may not be reachable: ${because}`,
    ],
    [{ kind: "unknown", because, isElsewhere: true }, undefined, "pods may pull"],
  ];
  for (const [reach, remark, headline] of rows) {
    expect(reachRemark(reach)).toBe(remark);
    expect(reachedSentence("pods may pull", reach)).toBe(headline);
  }
});

describe("a line of access", () => {
  const assign = (principal_id: string) => ({
    azurerm_role_assignment: {
      pull: { scope: "${azurerm_container_registry.acr.id}", role_definition_name: "AcrPull", principal_id },
    },
  });
  const reachOf = (...stacks: ReturnType<typeof stackOf>[]) =>
    accessIn(stacks).map(({ who, reach }) => `${who}: ${reachWords(reach)}`);

  test("of nodes is of the network of their cluster", () => {
    const grant = assign("${azurerm_kubernetes_cluster.aks.kubelet_identity[0].object_id}");
    expect(reachOf(stackOf({ ...whole(), ...grant }))).toEqual([`every pod of AKS cluster prod: ${BY_ENDPOINT}`]);
  });

  test("of people is of no network: they are told what there is", () => {
    const [line] = reachOf(stackOf({ ...whole(), ...assign("20000000-0000-0000-0000-000000000002") }));
    expect(line).toContain("unknown: private endpoint pe may not be reached from where they are");
    const alone = { ...whole({ azurerm_private_endpoint: {} }), ...assign("20000000-0000-0000-0000-000000000002") };
    expect(reachOf(stackOf(alone))).toEqual([
      "principal 20000000-0000-0000-0000-000000000002: not at all: public access is off and it has no private endpoint",
    ]);
  });

  test("of pods that pull with a secret is of the cluster of their provider, and of none that is outside", () => {
    const secret = {
      azurerm_container_registry: { acr: { ...CLOSED, admin_enabled: true } },
      kubernetes_secret_v1: {
        pull: {
          metadata: [{ name: "pull", namespace: "shop" }],
          type: "kubernetes.io/dockerconfigjson",
          data: {
            ".dockerconfigjson":
              "${azurerm_container_registry.acr.login_server} ${azurerm_container_registry.acr.admin_password}",
          },
        },
      },
    };
    const pods = (others: JsonObject = {}) => reachOf(stackOf(whole(secret), others)).filter((line) => line.startsWith("pods"));
    expect(pods()[0]).toContain("private endpoint pe may not be reached from the network of their cluster");
    const host = "${azurerm_kubernetes_cluster.aks.kube_config[0].host}";
    expect(pods({ provider: { kubernetes: [{ host }] } })[0]).toContain(BY_ENDPOINT);
  });

  test("of service accounts with an identity is of the cluster that issues their tokens", () => {
    const identity = {
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
    expect(reachOf(stackOf({ ...whole(), ...identity }))).toEqual([
      `pods in namespace shop with service account app: ${BY_ENDPOINT}`,
    ]);
  });

  test.each([
    ["every registry in a scope", "pull", { scope: "/subscriptions/s", role_definition_name: "AcrPull" }],
    [
      "what Azure Resource Manager answers",
      "grant access",
      { scope: "${azurerm_container_registry.acr.id}", role_definition_name: "User Access Administrator" },
    ],
  ] as const)("of %s has no way", (_what, right, given) => {
    const assignment = { azurerm_role_assignment: { given: { ...given, principal_id: "p" } } };
    const lines = accessIn([stackOf({ ...whole({ azurerm_private_endpoint: {} }), ...assignment })]);
    const reaches = lines.flatMap(({ rights, reach }) => (rights.includes(right) ? [reach] : []));
    expect(reaches).toEqual([undefined]);
  });
});

describe.each([4, 5] as const)("azurerm %d, as configured", (azurerm) => {
  test.each(TOPOLOGIES)("$id: $what", ({ id, draw, cell, because = "" }) => {
    const sketch = draw(new Sketch(id, azurerm));
    const { here, data } = sketch;
    const told = reached(() => sketch.registryName, configuredStack(readStack({ resource: here, data })));
    const words = sketch.plain(told[sketch.label("cluster")]);
    expect(words).toMatch(new RegExp(`^${cell}`));
    expect(words).toContain(because);
  });
});
