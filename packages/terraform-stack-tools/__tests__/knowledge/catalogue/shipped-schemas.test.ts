import schemas from "../../../src/knowledge/catalogue/data/provider-schemas.json";
import { SHIPPED_SCHEMAS, schemaOf, sensitiveArgumentsOf } from "../../../src/knowledge/catalogue/schemas";
import { isGap } from "../../../src/providers/schemas/known-schemas";
import { fits } from "../../../src/providers/schemas/sources";

test("blocks, collections and the rest of a body are told apart, at every depth", () => {
  const job = schemaOf("kubernetes_job_v1");
  const container = ["spec", "template", "spec", "container"].reduce((body, name) => body?.blockOf(name), job);
  expect(container?.blockOf("resources")).toBeDefined();
  expect([container?.takesCollection("command"), container?.takesCollection("image")]).toEqual([true, false]);
  // A map in JSON looks like a block.
  const secret = schemaOf("kubernetes_secret_v1");
  expect([secret?.blockOf("data"), secret?.takesCollection("data")]).toEqual([undefined, true]);
  expect(schemaOf("provider.azurerm")?.blockOf("features")?.blockOf("key_vault")).toBeDefined();
  // Of the newer generation, beside the older one.
  expect(schemaOf("azurerm_kubernetes_cluster")?.blockOf("node_provisioning_profile")).toBeDefined();
  expect(schemaOf("terraform_data")?.blockOf("input")).toBeUndefined();
  expect(schemaOf("data.terraform_remote_state")?.takesCollection("config")).toBe(true);
});

test("every body that is named is there", () => {
  const text = JSON.stringify(schemas, (_key, value) => (typeof value === "object" && Array.isArray(value) ? [] : value));
  const names = [...text.matchAll(/:"([^"]+)"/g)].map(([, name]) => name);
  expect(names.length).toBeGreaterThan(50);
  expect(names.filter((name) => !(name in schemas.shared))).toEqual([]);
});

test.each([
  ["azurerm_eventhub_namespace", expect.arrayContaining(["default_primary_key"])],
  ["azurerm_virtual_network_gateway", expect.arrayContaining(["vpn_client_configuration.radius_server.secret"])],
  ["data.azurerm_container_registry", ["admin_password"]],
  ["kubernetes_secret_v1", ["binary_data", "data"]],
  ["azurerm_resource_group", []],
  ["terraform_data", []],
  ["aws_db_instance", undefined],
  ["constructor", undefined],
])("what a provider marks as sensitive in %s is known", (type, names) => {
  expect(sensitiveArgumentsOf(type)).toEqual(names);
});

test.each([
  ["azurerm_cosmosdb_account", true],
  ["data.azurerm_subnet", true],
  ["ephemeral.azurerm_key_vault_secret", true],
  ["data.azurerm_nothing", false],
  ["aws_db_instance", false],
  ["__proto__", false],
  ["", false],
])("the schema of %j is in this package: %s", (type, isKnown) => {
  expect(schemaOf(type) !== undefined).toBe(isKnown);
});

test.each([
  ["4.55.0", "4.1.0", true],
  ["4.55.0", "= v4.60", true],
  ["4.55.0", "~> 5.0", false],
  ["4.55.0", ">= 3.0, < 5.0", true],
  ["5.2.0", ">= 3.0, < 5.0", false],
  ["5.2.0", ">= 4.0.0", true],
  ["5.2.0", "> 5.2.0", false],
  ["5.2.0", "<= 5.2.0, != 5.2.0", false],
  ["5.2.0", "", true],
  ["0.13.1", "0.13.0", true],
  ["0.13.1", "0.14.0", false],
  ["5.2.0", "newest", false],
])("the schemas of version %s serve for %j: %s", (version, constraint, serves) => {
  expect(fits(version, constraint)).toBe(serves);
});

const find = (type: string, source: string, version: string) =>
  SHIPPED_SCHEMAS.find(type, { name: source.split("/").pop() ?? "", source, version, others: {} });
const KNOWN = expect.stringContaining("this package");

test.each([
  ["azurerm_cosmosdb_account", "hashicorp/azurerm", "4.1.0", KNOWN],
  ["azurerm_cosmosdb_account", "registry.terraform.io/hashicorp/azurerm", "5.0.0", KNOWN],
  ["provider.kubernetes", "hashicorp/kubernetes", "3.0.1", KNOWN],
  ["azurerm_cosmosdb_account", "someone/azurerm", "", undefined],
  ["azurerm_cosmosdb_account", "example.com/hashicorp/azurerm", "", undefined],
  ["aws_instance", "hashicorp/aws", "", undefined],
  ["azurerm_nothing", "hashicorp/azurerm", "", "azurerm 4.55.0 and 5.2.0 have no such type"],
  ["azurerm_subnet", "hashicorp/azurerm", "3.9", "version '3.9' is required, and this package has azurerm 4.55.0 and 5.2.0"],
])("what is known of %s of %s %s", (type, source, version, expected) => {
  const answer = find(type, source, version);
  expect(answer !== undefined && isGap(answer) ? answer.gap : answer?.origin).toEqual(expected);
});

// From the pages of these types in the Terraform Registry: nothing else in these providers has blocks.
test.each([
  ["archive", "data.archive_file", ["source"]],
  ["cloudinit", "data.cloudinit_config", ["part"]],
  ["external", "data.external", []],
  ["http", "data.http", ["retry"]],
  ["local", "local_file", []],
  ["null", "null_resource", []],
  ["random", "random_password", []],
  ["template", "data.template_file", []],
  ["tls", "tls_cert_request", ["subject"]],
  ["tls", "provider.tls", ["proxy"]],
])("of hashicorp/%s, %s has the blocks %j and arguments otherwise", (provider, type, blocks) => {
  const answer = find(type, `hashicorp/${provider}`, "1.0.0");
  const body = answer === undefined || isGap(answer) ? undefined : answer.body;
  const names = ["source", "part", "retry", "subject", "proxy", "keepers"];
  expect(names.filter((name) => body?.blockOf(name))).toEqual(blocks);
  expect(names.filter((name) => !body?.takesCollection(name))).toEqual(blocks);
});
