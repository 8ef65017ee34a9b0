import { isolation } from "../../../src/knowledge/pages/isolation";
import type { JsonObject } from "../../../src/stack/json";
import { readStack } from "../../../src/stack/stack";

const of = (body: JsonObject) => isolation(readStack({ resource: { azurerm_kubernetes_cluster: { aks: body } } })).join("\n");

test("a cluster without a way out is told with all that it waits for", () => {
  const depends_on = ["azurerm_container_registry_cache_rule.mcr", "azurerm_role_assignment.pull"];
  for (const bootstrap_profile of [{ artifact_source: "Cache" }, [{ artifact_source: "Cache" }]]) {
    const text = of({ bootstrap_profile, depends_on });
    expect(text).toContain("The nodes of `azurerm_kubernetes_cluster.aks` reach the registry and nothing else");
    expect(text).toContain("- `azurerm_container_registry_cache_rule.mcr`\n- `azurerm_role_assignment.pull`");
  }
});

test("what its dependencies wait for is told once, and a circle ends", () => {
  const [link, endpoint] = ["azurerm_private_dns_zone_virtual_network_link", "azurerm_private_endpoint"];
  const lines = isolation(
    readStack({
      resource: {
        azurerm_kubernetes_cluster: {
          aks: { bootstrap_profile: { artifact_source: "Cache" }, depends_on: [`${link}.a`, `${endpoint}.a`] },
        },
        [link]: { a: { depends_on: [`${endpoint}.a`] } },
        [endpoint]: { a: { depends_on: [`${link}.a`] } },
      },
    }),
  );
  expect(lines[lines.length - 1].split("\n")).toEqual([`- \`${endpoint}.a\``, `- \`${link}.a\``]);
});

test("a cluster that waits for nothing has no list, and others are not mentioned", () => {
  expect(of({ bootstrap_profile: { artifact_source: "Cache" } })).not.toContain("These exist before");
  expect(of({ bootstrap_profile: { artifact_source: "Direct" } })).toBe("");
  expect(of({})).toBe("");
});
