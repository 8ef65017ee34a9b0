import { accessIn } from "../../../src/knowledge/access/access-in";
import { type Reach, reachedSentence, reachRemark, reachWords } from "../../../src/knowledge/reach/reach";
import { Reachability } from "../../../src/knowledge/reach/reachability";

import { configuredStack } from "../../../src/planned/planned-stack";

import type { JsonObject } from "../../../src/stack/json";
import { readStack } from "../../../src/stack/stack";
import { Sketch } from "../../support/networks/sketch";
import { TOPOLOGIES } from "../../support/networks/topologies";

const GROUP = { resource_group_name: "rg" };
const CLOSED = { name: "contoso", ...GROUP, location: "westeurope", public_network_access_enabled: false };

function stackOf(resource: JsonObject, others: JsonObject = {}) {
  return configuredStack(readStack({ resource, ...others }));
}

/** What the cells of stacks say, by cluster. */
function cells(...stacks: ReturnType<typeof stackOf>[]): Record<string, string> {
  return Object.fromEntries(new Reachability(stacks).cells().map(({ cluster, reach }) => [cluster, reachWords(reach)]));
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

function endpointIn(subnet: string, registry = "${azurerm_container_registry.acr.id}"): JsonObject {
  return {
    name: "pe",
    ...GROUP,
    subnet_id: subnet,
    private_service_connection: [
      { private_connection_resource_id: registry, subresource_names: ["registry"], is_manual_connection: false },
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

const BY_ENDPOINT = { prod: "by private endpoint pe in virtual network hub" };

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
  expect(cells(stackOf(platform), app)).toEqual(BY_ENDPOINT);
  expect(cells(app).prod).toMatch(/^unknown: registry contoso is managed elsewhere/);
});

test("a registry of several stacks is one, and a cluster that is looked up is that which another stack manages", () => {
  const found = stackOf({}, { data: { azurerm_kubernetes_cluster: { aks: { name: "prod", ...GROUP } } } });
  expect(cells(stackOf(whole()), found)).toEqual(BY_ENDPOINT);
});

test("data sources count, of which a plan lists only those that it cannot read yet", () => {
  const found = stackOf(
    { azurerm_container_registry: { acr: { name: "contoso", ...GROUP } } },
    { data: { azurerm_kubernetes_cluster: { aks: { name: "${var.name}", ...GROUP } } }, variable: { name: { type: "string" } } },
  );
  const instances = found.instances.filter(({ block }) => block.kind === "resource");
  expect(cells({ ...found, instances, variables: { name: "prod" } })).toEqual({ prod: "publicly, with a login" });
});

test("an id that is written out is the resource of that name", () => {
  const id =
    "/subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups/rg/providers/Microsoft.Network/virtualNetworks/hub";
  const nodes = { azurerm_kubernetes_cluster: { aks: clusterIn(`${id}/subnets/nodes`) } };
  expect(cells(stackOf(whole(nodes)))).toEqual(BY_ENDPOINT);
  const other = { provider: { azurerm: [{ subscription_id: "22222222-2222-2222-2222-222222222222" }] } };
  expect(cells(stackOf(whole(nodes), other)).prod).toMatch(/^unknown: virtual network hub is managed elsewhere/);
});

test("what the provider alone fills, which a plan writes as an empty list, is not set", () => {
  const planned = stackOf(whole({ azurerm_virtual_network: { hub: network("hub", { dns_servers: [] }) } }));
  const instances = planned.instances.map((one) => {
    const { dns_servers: _filled, ...values } = one.values;
    return { ...one, values };
  });
  expect(cells({ ...planned, instances })).toEqual(BY_ENDPOINT);
});

test("a subnet may be a part of its network", () => {
  const subnet = "${one([for one in azurerm_virtual_network.hub.subnet : one.id])}";
  expect(cells(stackOf(whole({ azurerm_kubernetes_cluster: { aks: clusterIn(subnet) } })))).toEqual(BY_ENDPOINT);
});

test("one variable in the place of a subnet, a network or a target makes the cell unknown, and names what is open", () => {
  const variable = { variable: { id: { type: "string" } } };
  const byVariable: [JsonObject, string][] = [
    [{ azurerm_kubernetes_cluster: { aks: clusterIn("${var.id}") } }, "the network of AKS cluster prod is not known (var.id)"],
    [{ azurerm_private_dns_zone_virtual_network_link: { hub: linkTo("${var.id}") } }, "the network of link link of a DNS zone"],
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
  ];
  for (const [more, words] of byVariable) {
    const { prod } = cells(stackOf(whole(more), variable));
    expect(prod).toMatch(/^unknown: /);
    expect(prod).toContain(words);
  }
});

test("an endpoint of something else is none", () => {
  const storage = endpointIn("${azurerm_subnet.nodes.id}", "${azurerm_storage_account.logs.id}");
  const more = { azurerm_private_endpoint: { pe: storage }, azurerm_storage_account: { logs: {} } };
  expect(cells(stackOf(whole(more))).prod).toBe("not at all: public access is off and it has no private endpoint");
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
    const found = new Reachability([stackOf(whole({ ...more, azurerm_private_endpoint: {} }))]).cells();
    expect(found.map((one) => one.registry)).toEqual(["contoso"]);
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
    const found = new Reachability([stackOf(stack)]).cells();
    expect(found.map(({ registry: name, reach }) => `${name}: ${reachWords(reach)}`)).toEqual([
      `contoso in resource group rg-eu: ${BY_ENDPOINT.prod}`,
      "contoso in resource group rg-us: not at all: public access is off and it has no private endpoint",
    ]);
  });

  test("lets subnets in by service endpoints, which nobody reads", () => {
    const networkRuleSet = { defaultAction: "Deny", virtualNetworkRules: [{ id: "/subscriptions/s/subnets/nodes" }] };
    const open = registry({ body: { properties: { networkRuleSet } } });
    const stack = whole({ azurerm_container_registry: {}, azapi_resource: { acr: open }, azurerm_private_endpoint: {} });
    expect(cells(stackOf(stack)).prod).toBe("unknown: its firewall lets subnets in by service endpoints, which are not read");
  });
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
  expect(cells(stackOf(whole(inTheWay)))).toEqual(BY_ENDPOINT);
  expect(cells(stackOf(whole({ ...registry([]), ...inTheWay })))).toEqual({ prod: "publicly, with a login" });
  expect(cells(stackOf(whole({ ...registry([ranges]), ...inTheWay })))).toEqual({ prod: "publicly, from 203.0.113.0/24 only" });
});

test("networks without a peering are not apart where a virtual hub may connect them", () => {
  const spoke = {
    azurerm_virtual_network: { hub: network("hub"), spoke: network("spoke") },
    azurerm_subnet: { nodes: subnetOf("hub"), spoke: subnetOf("spoke") },
    azurerm_private_dns_zone_virtual_network_link: { hub: linkTo("${azurerm_virtual_network.spoke.id}") },
    azurerm_kubernetes_cluster: { aks: clusterIn("${azurerm_subnet.spoke.id}") },
  };
  expect(cells(stackOf(whole(spoke))).prod).toMatch(
    /^not at all: its name resolves to private endpoint pe in virtual network hub/,
  );
  const connected = { ...spoke, azurerm_virtual_hub_connection: { one: {} } };
  expect(cells(stackOf(whole(connected))).prod).toMatch(/^unknown: its name resolves to private endpoint pe/);
});

test("each cluster of a loop is in the network of its own key", () => {
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
    return ["eu", "us"].map((key) => {
      const values: JsonObject =
        type === "azurerm_subnet" ? { virtual_network_name: key === "eu" ? "hub" : "apart" } : { name: key };
      return { ...instance, address: `${instance.address}["${key}"]`, values: { ...instance.values, ...values } };
    });
  });
  const found = new Reachability([{ ...planned, instances }]).cells();
  expect(Object.fromEntries(found.map(({ cluster, reach }) => [cluster, reach.kind]))).toEqual({ eu: "endpoint", us: "closed" });
});

test("a proxy, and the firewall of a resource of azapi, are seen", () => {
  const open = { azurerm_container_registry: { acr: { name: "contoso", ...GROUP } }, azurerm_private_endpoint: {} };
  const proxied = { ...clusterIn("${azurerm_subnet.nodes.id}"), http_proxy_config: [{ http_proxy: "http://proxy:3128" }] };
  expect(cells(stackOf(whole({ ...open, azurerm_kubernetes_cluster: { aks: proxied } }))).prod).toBe(
    "unknown: nodes pull through a proxy, whose target is unknown",
  );
  const networkRuleSet = { defaultAction: "Deny", ipRules: [{ action: "Allow", value: "203.0.113.0/24" }] };
  const update = {
    type: "Microsoft.ContainerRegistry/registries@2025-04-01",
    resource_id: "/subscriptions/s/resourceGroups/rg/providers/Microsoft.ContainerRegistry/registries/contoso",
  };
  const updated = (properties: JsonObject) =>
    cells(stackOf(whole({ ...open, azapi_update_resource: { rules: { ...update, body: { properties } } } }))).prod;
  expect(updated({ networkRuleSet })).toBe("publicly, from 203.0.113.0/24 only");
  expect(updated({ publicNetworkAccess: "Disabled" })).toMatch(/^not at all/);
  expect(updated({ publicNetworkAccess: "Enabled" })).toBe("publicly, with a login");
});

test("a line, a cell and a headline say what there is to say, and nothing of a registry that is only looked up", () => {
  const because = "public access is off";
  const rows: [Reach | undefined, string, string | undefined, string][] = [
    [undefined, "", undefined, "pods may pull"],
    [{ kind: "public" }, "publicly, with a login", undefined, "pods may pull"],
    [
      { kind: "ranges", ranges: ["198.51.100.0/24", "203.0.113.0/24"] },
      "publicly, from 198.51.100.0/24 and 203.0.113.0/24 only",
      "reached from 198.51.100.0/24 and 203.0.113.0/24 only",
      "pods may pull, from 198.51.100.0/24 and 203.0.113.0/24 only",
    ],
    [
      { kind: "endpoint", endpoint: "pe", network: "hub", from: "spoke" },
      "by private endpoint pe in virtual network hub, which is peered with spoke",
      "reached by private endpoint pe in virtual network hub, which is peered with spoke",
      "pods may pull, by private endpoint pe",
    ],
    [
      { kind: "closed", because },
      `not at all: ${because}`,
      `authorized, not reachable: ${because}`,
      `authorized, not reachable: pods may pull, but ${because}`,
    ],
    [
      { kind: "unknown", because },
      `unknown: ${because}`,
      `whether it is reached is unknown: ${because}`,
      `pods may pull, which may not be reachable: ${because}`,
    ],
    [{ kind: "unknown", because, isElsewhere: true }, `unknown: ${because}`, undefined, "pods may pull"],
  ];
  for (const [reach, cell, remark, headline] of rows) {
    expect(reach === undefined ? "" : reachWords(reach)).toBe(cell);
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
    accessIn(stacks).map(({ who, reach }) => `${who}: ${reach === undefined ? "" : reachWords(reach)}`);

  test("of nodes is of the network of their cluster", () => {
    const grant = assign("${azurerm_kubernetes_cluster.aks.kubelet_identity[0].object_id}");
    expect(reachOf(stackOf({ ...whole(), ...grant }))).toEqual([`every pod of AKS cluster prod: ${BY_ENDPOINT.prod}`]);
  });

  test("of people is of no network: they are told what there is", () => {
    const [line] = reachOf(stackOf({ ...whole(), ...assign("20000000-0000-0000-0000-000000000002") }));
    expect(line).toContain("unknown: public access is off, and whether they are in a network that reaches private endpoint pe");
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
    expect(pods()[0]).toContain("the network of the cluster is not known, and with it whether it reaches private endpoint pe");
    const host = "${azurerm_kubernetes_cluster.aks.kube_config[0].host}";
    expect(pods({ provider: { kubernetes: [{ host }] } })[0]).toContain(BY_ENDPOINT.prod);
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
      `pods in namespace shop with service account app: ${BY_ENDPOINT.prod}`,
    ]);
  });

  test("of every registry in a scope has no way", () => {
    const wide = {
      azurerm_role_assignment: { wide: { scope: "/subscriptions/s", role_definition_name: "AcrPull", principal_id: "p" } },
    };
    expect(accessIn([stackOf({ ...whole(), ...wide })])[0].reach).toBeUndefined();
  });
});

describe.each([4, 5] as const)("azurerm %d, as configured", (azurerm) => {
  test.each(TOPOLOGIES)("$id: $what", ({ id, draw, cell, because = "" }) => {
    const sketch = draw(new Sketch(id, azurerm));
    const { here, data } = sketch;
    const cells = new Reachability([configuredStack(readStack({ resource: here, data }))]).cells();
    expect(cells).toEqual([{ cluster: id, registry: `reach${id}`, reach: expect.anything() }]);
    const words = sketch.plain(reachWords(cells[0].reach));
    expect(words).toMatch(new RegExp(`^${cell}`));
    expect(words).toContain(because);
  });
});
