import { reportText } from "../../../src/cli/plan/outcome";
import { plannedPairs } from "../../../src/cli/plan/plan-stacks";
import type { JsonObject } from "../../../src/stack/json";
import { sourceOf } from "../../support/hand-off";
import { playedPlan as mockPlayedPlan } from "../../support/played-plan";

jest.mock("../../../src/plan/plan", () => ({
  ...jest.requireActual("../../../src/plan/plan"),
  madePlan: jest.fn((sections, options) => mockPlayedPlan(sections, options)),
}));

const GROUP = { resource_group_name: "rg", location: "westeurope" };

interface Variant {
  readonly registry?: JsonObject;
  readonly linked?: readonly string[];
  readonly clusters?: readonly string[];
}

/** A registry with a private endpoint in a hub, and clusters in spokes, which are peered with it and may pull. */
function hubAndSpokes({ registry = {}, linked = [], clusters = ["prod"] }: Variant) {
  const each = (body: (name: string) => JsonObject) => Object.fromEntries(clusters.map((name) => [name, body(name)]));
  const peering = (from: string, to: string) => ({
    name: `${from}-${to}`,
    virtual_network_name: from,
    remote_virtual_network_id: `\${azurerm_virtual_network.${to}.id}`,
    ...GROUP,
  });
  const subnet = (virtual_network_name: string) => ({ name: "nodes", virtual_network_name, ...GROUP });
  return sourceOf({
    terraform: { required_providers: { azurerm: { source: "hashicorp/azurerm" } } },
    resource: {
      azurerm_container_registry: { acr: { name: "contoso", public_network_access_enabled: false, ...GROUP, ...registry } },
      azurerm_virtual_network: { hub: { name: "hub", ...GROUP }, ...each((name) => ({ name, ...GROUP })) },
      azurerm_subnet: { hub: subnet("hub"), ...each(subnet) },
      azurerm_virtual_network_peering: Object.fromEntries(
        clusters.flatMap((name) => [
          [`to_${name}`, peering("hub", name)],
          [`from_${name}`, peering(name, "hub")],
        ]),
      ),
      azurerm_private_dns_zone: { zone: { name: "privatelink.azurecr.io", ...GROUP } },
      azurerm_private_dns_zone_virtual_network_link: Object.fromEntries(
        linked.map((name) => [
          name,
          {
            name,
            private_dns_zone_name: "privatelink.azurecr.io",
            virtual_network_id: `\${azurerm_virtual_network.${name}.id}`,
            ...GROUP,
          },
        ]),
      ),
      azurerm_private_endpoint: {
        pe: {
          name: "pe-contoso",
          subnet_id: "${azurerm_subnet.hub.id}",
          private_service_connection: [
            {
              private_connection_resource_id: "${azurerm_container_registry.acr.id}",
              subresource_names: ["registry"],
              is_manual_connection: false,
            },
          ],
          private_dns_zone_group: [{ name: "default", private_dns_zone_ids: ["${azurerm_private_dns_zone.zone.id}"] }],
          ...GROUP,
        },
      },
      azurerm_kubernetes_cluster: each((name) => ({
        name,
        default_node_pool: [{ name: "system", vnet_subnet_id: `\${azurerm_subnet.${name}.id}` }],
        ...GROUP,
      })),
      azurerm_role_assignment: each((name) => ({
        scope: "${azurerm_container_registry.acr.id}",
        role_definition_name: "AcrPull",
        principal_id: `\${azurerm_kubernetes_cluster.${name}.kubelet_identity[0].object_id}`,
      })),
    },
  });
}

function planned(changed: Variant, existing?: Variant) {
  const pair = { name: "shop", changed: hubAndSpokes(changed) };
  const pairs = [existing === undefined ? pair : { ...pair, existing: hubAndSpokes(existing) }];
  return plannedPairs(pairs, {}, { mocks: {}, binary: "terraform" });
}

/** Without what becomes of resources, and of secrets. */
const verdictOf = (changed: Variant, existing?: Variant) =>
  JSON.parse(reportText(planned(changed, existing), "json"))
    .verdict.split("; ")
    .slice(0, -1)
    .join("; ");

test.each<[string, Variant, string]>([
  [
    "a registry that nobody reaches",
    {},
    "Authorized, not reachable: every pod of AKS cluster prod may now pull everything in contoso, but public access is off and no zone privatelink.azurecr.io of private endpoint pe-contoso is linked to virtual network prod",
  ],
  [
    "a private endpoint",
    { linked: ["prod"] },
    "Every pod of AKS cluster prod may now pull everything in contoso, by private endpoint pe-contoso",
  ],
  [
    "a firewall",
    {
      registry: {
        public_network_access_enabled: true,
        network_rule_set: [{ default_action: "Deny", ip_rule: [{ ip_range: "203.0.113.0/24" }] }],
      },
    },
    "Every pod of AKS cluster prod may now pull everything in contoso, from 203.0.113.0/24 only",
  ],
  [
    "public access",
    { registry: { public_network_access_enabled: true } },
    "Every pod of AKS cluster prod may now pull everything in contoso",
  ],
  [
    "many, of whom one has no way",
    { clusters: ["a", "b", "c"], linked: ["a", "b"] },
    "Every pod of AKS cluster a, every pod of AKS cluster b and 1 other may now pull from contoso, 1 of them authorized, not reachable",
  ],
])("the headline of %s", (_what, changed, headline) => {
  expect(verdictOf(changed)).toBe(headline);
});

test("the headline of an update says what is reached no longer, and only now", () => {
  const [open, closed] = [{ linked: ["prod"] }, {}];
  expect(verdictOf(closed, open)).toBe(
    `Nobody gains or loses access to images; AKS cluster prod no longer reaches contoso: public access is off and no zone privatelink.azurecr.io of private endpoint pe-contoso is linked to virtual network prod`,
  );
  expect(verdictOf(open, closed)).toBe(
    `Nobody gains or loses access to images; AKS cluster prod now reaches contoso by private endpoint pe-contoso in virtual network hub, which is peered with prod`,
  );
  expect(verdictOf(open, open)).toBe(`Nobody gains or loses access to images`);
});

describe("a report of three clusters, of which one has no link", () => {
  const pairs = planned({ clusters: ["eu", "test", "us"], linked: ["eu", "us"] }, { clusters: ["eu", "test"], linked: ["test"] });

  test("as Markdown", () => {
    const text = reportText(pairs, "markdown");
    const [, section] = text.split("### How clusters reach registries");
    expect(section.split("\n### ")[0].trim()).toMatchInlineSnapshot(`
      "| Cluster | Registry | Reached | Before |
      | --- | --- | --- | --- |
      | \`eu\` | \`contoso\` | by private endpoint pe-contoso in virtual network hub, which is peered with eu | not at all: public access is off and no zone privatelink.azurecr.io of private endpoint pe-contoso is linked to virtual network eu |
      | \`test\` | \`contoso\` | **not at all: public access is off and no zone privatelink.azurecr.io of private endpoint pe-contoso is linked to virtual network test** | by private endpoint pe-contoso in virtual network hub, which is peered with test |
      | \`us\` | \`contoso\` | by private endpoint pe-contoso in virtual network hub, which is peered with us |  |

      Not judged: security groups, routes, service endpoints, security admin rules, and policies in the cluster."
    `);
  });

  test("as text", () => {
    const [, , , access, reach] = reportText(pairs, "text").split("\n\n");
    expect(access).toMatchInlineSnapshot(`
      "Access:
      + every pod of AKS cluster us may pull everything in contoso (role AcrPull, if the registry is in RBAC mode; reached by private endpoint pe-contoso in virtual network hub, which is peered with us)"
    `);
    expect(reach).toMatchInlineSnapshot(`
      "Reach:
      AKS cluster eu reaches contoso by private endpoint pe-contoso in virtual network hub, which is peered with eu
      ! AKS cluster test does not reach contoso: public access is off and no zone privatelink.azurecr.io of private endpoint pe-contoso is linked to virtual network test
      AKS cluster us reaches contoso by private endpoint pe-contoso in virtual network hub, which is peered with us"
    `);
  });

  test("as JSON", () => {
    const { formatVersion, stacks } = JSON.parse(reportText(pairs, "json"));
    expect(formatVersion).toBe("2.0");
    const closed = (cluster: string) => ({
      kind: "closed",
      because: expect.stringContaining(`linked to virtual network ${cluster}`),
    });
    const endpoint = (from: string) => ({ kind: "endpoint", endpoint: "pe-contoso", network: "hub", from });
    expect(stacks[0].reach).toEqual([
      { cluster: "eu", registry: "contoso", reach: endpoint("eu"), before: closed("eu") },
      { cluster: "test", registry: "contoso", reach: closed("test"), before: endpoint("test") },
      { cluster: "us", registry: "contoso", reach: endpoint("us") },
    ]);
    expect(stacks[0].access.gained.map(({ reach }: JsonObject) => reach)).toEqual([stacks[0].reach[2].reach]);
    expect(stacks[0].findings.filter(({ rule }: JsonObject) => rule === "registry-unreachable")).toEqual([
      {
        rule: "registry-unreachable",
        address: "azurerm_role_assignment.test",
        message: expect.stringMatching(
          /^every pod of AKS cluster test: authorized in contoso, not reachable: public access is off/,
        ),
      },
    ]);
  });

  test("as HTML and SARIF", () => {
    const html = reportText(pairs, "html");
    expect(html).toMatch(/<h\d>How clusters reach registries</);
    expect(html).toContain("<strong>not at all: public access is off");
    expect(reportText(pairs, "sarif")).toContain('"ruleId": "registry-unreachable"');
  });
});

test("what is usual takes one sentence", () => {
  const pairs = planned({ registry: { public_network_access_enabled: true } });
  expect(reportText(pairs, "markdown")).toContain("Its clusters reach the registries publicly, with a login.");
  expect(reportText(pairs, "text")).not.toContain("Reach:");
});
