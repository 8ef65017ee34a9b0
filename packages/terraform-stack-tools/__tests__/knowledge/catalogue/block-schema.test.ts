import schemas from "../../../src/knowledge/catalogue/data/provider-schemas.json";
import { schemaOf, sensitiveArgumentsOf } from "../../../src/knowledge/catalogue/schemas";

test("blocks, collections and the rest of a body are told apart, at every depth", () => {
  const job = schemaOf("kubernetes_job_v1");
  const container = ["spec", "template", "spec", "container"].reduce((body, name) => body?.blockOf(name), job);
  expect(container?.blockOf("resources")).toBeDefined();
  expect(container?.takesCollection("command")).toBe(true);
  expect(container?.takesCollection("image")).toBe(false);
  // A map in JSON looks like a block.
  const secret = schemaOf("kubernetes_secret_v1");
  expect([secret?.blockOf("data"), secret?.takesCollection("data")]).toEqual([undefined, true]);
  expect(schemaOf("provider.azurerm")?.blockOf("features")?.blockOf("key_vault")).toBeDefined();
});

test("the two generations are in one schema, which has what each of them has", () => {
  const cluster = schemaOf("azurerm_kubernetes_cluster");
  expect(cluster?.blockOf("node_provisioning_profile")).toBeDefined();
});

test("every body that is named is there", () => {
  const text = JSON.stringify(schemas, (_key, value) => (typeof value === "object" && Array.isArray(value) ? [] : value));
  const names = [...text.matchAll(/:"([^"]+)"/g)].map(([, name]) => name);
  expect(names.length).toBeGreaterThan(50);
  expect(names.filter((name) => !(name in schemas.shared))).toEqual([]);
});

test.each(["random_pet", "data.azurerm_nothing", "constructor", "__proto__", ""])("nothing is known of %j", (type) => {
  expect(schemaOf(type)).toBeUndefined();
});

test("Terraform's own types have arguments only", () => {
  expect(schemaOf("terraform_data")?.blockOf("input")).toBeUndefined();
  expect(schemaOf("data.terraform_remote_state")?.takesCollection("config")).toBe(true);
});

test("what a provider marks as sensitive is known of every type, at every depth", () => {
  expect(sensitiveArgumentsOf("azurerm_eventhub_namespace")).toContain("default_primary_key");
  expect(sensitiveArgumentsOf("azurerm_virtual_network_gateway")).toContain("vpn_client_configuration.radius_server.secret");
  expect(sensitiveArgumentsOf("data.azurerm_container_registry")).toEqual(["admin_password"]);
  expect(sensitiveArgumentsOf("kubernetes_secret_v1")).toEqual(["binary_data", "data"]);
  expect([sensitiveArgumentsOf("azurerm_resource_group"), sensitiveArgumentsOf("terraform_data")]).toEqual([[], []]);
  expect([sensitiveArgumentsOf("aws_db_instance"), sensitiveArgumentsOf("constructor")]).toEqual([undefined, undefined]);
});

test.each([
  ["azurerm_cosmosdb_account", true],
  ["data.azurerm_subnet", true],
  ["ephemeral.azurerm_key_vault_secret", true],
  ["provider.azurerm", true],
  ["data.terraform_remote_state", true],
  ["aws_db_instance", false],
  ["__proto__", false],
])("the schema of %s is in this package: %s", (type, isKnown) => {
  expect(schemaOf(type) !== undefined).toBe(isKnown);
});
