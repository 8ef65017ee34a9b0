import { readFileSync } from "node:fs";
import { join } from "node:path";
import { emptyApp, render } from "../../../../../__tests__/support/stack";
import { NewCluster } from "../../../../../stacks/new-cluster";
import { decisions, scannerFindings } from "../../../src/hand-off/readme/decisions";
import { BLOCK_TYPES } from "../../../src/knowledge/catalogue/block-types";
import type { Json, JsonObject } from "../../../src/stack/json";
import { readStack } from "../../../src/stack/stack";

const rowsOf = (parts: readonly string[]) =>
  parts
    .join("\n")
    .split("\n")
    .filter((line) => line.startsWith("| `"));
const decided = (json: Json) => rowsOf(decisions(readStack(json)));
const instance = (body: JsonObject) => decided({ resource: { aws_instance: { a: body } } });

test("a new cluster decides on tiers, sizes, network, versions and tags", () => {
  const rows = decided(render(new NewCluster(emptyApp(), "new-cluster")));
  const [acr, aks] = ["`azurerm_container_registry.acr`", "`azurerm_kubernetes_cluster.aks`"];
  expect(rows).toContain(`| ${acr} | \`sku\` | \`Standard\` |`);
  expect(rows).toContain(`| ${aks} | \`default_node_pool.vm_size\` | \`Standard_D2s_v5\` |`);
  expect(rows).toContain(`| ${aks} | \`network_profile.network_policy\` | \`cilium\` |`);
  expect(rows).toContain(`| ${aks} | \`tags\` | not set: none |`);
  expect(rows).toContain(`| ${aks} | \`private_cluster_enabled\` | not set: the API server has a public address |`);
  expect(rows).toContain(`| ${aks} | \`prevent_destroy\` | \`true\`: Terraform refuses to delete it |`);
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
    "| `aws_instance.a` | `disk.size` | `50` |",
    "| `aws_instance.a` | `disk.encrypted` | `false` |",
    '| `aws_instance.a` | `ingress.cidr_blocks` | `["0.0.0.0/0"]` |',
    "| `aws_instance.a` | `instance_type` | `t3.micro` |",
    '| `aws_instance.a` | `tags` | `{"team":"x"}` |',
  ]);
});

test("no secret is shown", () => {
  expect(instance({ tags: { api_key: "canary" }, backup_password: "canary" })).toEqual([]);
});

test("a scanner's findings are those that its own settings leave out here, each with a reason", () => {
  const findings = [...BLOCK_TYPES.values()].flatMap(({ findings: own = [] }) => own.map(({ id }) => id));
  const settings = readFileSync(join(__dirname, "../../../../../.ci/checkov.yaml"), "utf8");
  const skipped = [...settings.matchAll(/^ {2}- (CKV\w+)/gm)].map(([, id]) => id);
  expect([...findings].sort()).toEqual([...skipped].sort());
});

test("only what is true of a block is among its findings", () => {
  const ids = (type: string, body: JsonObject) =>
    rowsOf(scannerFindings(readStack({ resource: { [type]: { a: body } } }))).map((row) => row.split(" | ")[1]);
  expect(ids("azurerm_container_registry", { sku: "Standard" })).toContain("`CKV_AZURE_139`");
  expect(ids("azurerm_container_registry", { sku: "Premium" })).not.toContain("`CKV_AZURE_139`");
  expect(ids("azurerm_container_registry", { sku: "${var.sku}" })).not.toContain("`CKV_AZURE_139`");
  const open = ids("azurerm_kubernetes_cluster", {});
  const limited = ids("azurerm_kubernetes_cluster", { api_server_access_profile: { authorized_ip_ranges: "${var.x}" } });
  expect(open).not.toContain("`CKV_AZURE_115`");
  expect(limited).toContain("`CKV_AZURE_115`");
  expect(ids("aws_instance", {})).toEqual([]);
});
