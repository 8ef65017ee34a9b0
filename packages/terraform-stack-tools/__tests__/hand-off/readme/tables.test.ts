import { decisions, scannerFindings } from "../../../src/hand-off/readme/tables";
import type { Json, JsonObject } from "../../../src/stack/json";
import { readStack } from "../../../src/stack/stack";
import { scenario } from "../../support/scenarios";

const rowsOf = (parts: readonly string[]) =>
  parts
    .join("\n")
    .split("\n")
    .filter((line) => line.startsWith("| `"));
const decided = (json: Json) => rowsOf(decisions(readStack(json)));
const instance = (body: JsonObject) => decided({ resource: { aws_instance: { a: body } } });

test("a new cluster decides on tiers, sizes, network, versions and tags", () => {
  const rows = decided(scenario("new-cluster"));
  const [acr, aks] = ["`azurerm_container_registry.acr`", "`azurerm_kubernetes_cluster.aks`"];
  expect(rows).toContain(`| \`sku\` | \`Standard\` | ${acr} |`);
  expect(rows).toContain(`| \`default_node_pool.vm_size\` | \`Standard_D2s_v5\` | ${aks} |`);
  expect(rows).toContain(`| \`network_profile.network_policy\` | \`cilium\` | ${aks} |`);
  expect(rows).toContain(`| \`tags\` | not set: none | ${aks} |`);
  expect(rows).toContain(`| \`private_cluster_enabled\` | not set: the API server has a public address | ${aks} |`);
  expect(rows).toContain(`| \`prevent_destroy\` | \`true\`: Terraform refuses to delete it | ${aks} |`);
});

test("what an input decides is no decision of the code, and neither is a name", () => {
  expect(instance({ instance_type: "${var.type}", ami: "x", key_name: "x", name: "x", subnet_id: "x" })).toEqual([]);
  expect(decisions(readStack({ resource: { aws_instance: { a: {} } } }))).toEqual([]);
  expect(decided({ data: { aws_instance: { a: { instance_type: "t3.micro" } } } })).toEqual([]);
});

test("values of every kind are shown, those of nested blocks too", () => {
  const body: JsonObject = {
    instance_type: "t3.micro",
    disk: [{ size: 50 }, { encrypted: false }],
    tags: { team: "x" },
    ingress: { cidr_blocks: ["0.0.0.0/0"] },
  };
  expect(instance(body)).toEqual([
    "| `disk.size` | `50` | `aws_instance.a` |",
    "| `disk.encrypted` | `false` | `aws_instance.a` |",
    '| `ingress.cidr_blocks` | `["0.0.0.0/0"]` | `aws_instance.a` |',
    "| `instance_type` | `t3.micro` | `aws_instance.a` |",
    '| `tags` | `{"team":"x"}` | `aws_instance.a` |',
  ]);
});

test("a cache rule and what a cluster is bootstrapped from are decisions", () => {
  const rule = { source_repo: "mcr.microsoft.com/*", target_repo: "aks-managed-repository/*" };
  const rows = decided({
    resource: {
      azurerm_container_registry_cache_rule: { a: { credential_set_id: "x", ...rule } },
      azurerm_kubernetes_cluster: { a: { bootstrap_profile: [{ artifact_source: "Cache" }] } },
    },
  });
  expect(rows).toContain("| `source_repo` | `mcr.microsoft.com/*` | `azurerm_container_registry_cache_rule.a` |");
  expect(rows).toContain("| `bootstrap_profile.artifact_source` | `Cache` | `azurerm_kubernetes_cluster.a` |");
});

test("no secret is shown", () => {
  expect(instance({ tags: { api_key: "canary" }, backup_password: "canary" })).toEqual([]);
});

test("only what is true of a block is among its findings", () => {
  const ids = (type: string, body: JsonObject) =>
    rowsOf(scannerFindings(readStack({ resource: { [type]: { a: body } } }))).map((row) =>
      row.split(" | ")[0].slice("| ".length),
    );
  expect(ids("azurerm_container_registry", { sku: "Standard" })).toContain("`CKV_AZURE_139`");
  expect(ids("azurerm_container_registry", { sku: "Premium" })).not.toContain("`CKV_AZURE_139`");
  expect(ids("azurerm_container_registry", { sku: "${var.sku}" })).not.toContain("`CKV_AZURE_139`");
  const open = ids("azurerm_kubernetes_cluster", {});
  const limited = ids("azurerm_kubernetes_cluster", { api_server_access_profile: { authorized_ip_ranges: "${var.x}" } });
  expect(open).not.toContain("`CKV_AZURE_115`");
  expect(limited).toContain("`CKV_AZURE_115`");
  expect(ids("aws_instance", {})).toEqual([]);
});
