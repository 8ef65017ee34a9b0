import { gapOf, schemaOf } from "../../../src/catalogue/block-schema";
import { PERMISSIONS } from "../../../src/catalogue/permissions";

test("every type that this package makes or reads has a schema", () => {
  const sorts = Object.keys(PERMISSIONS);
  expect(sorts.length).toBeGreaterThan(15);
  expect(sorts.filter((sort) => schemaOf(sort) === undefined)).toEqual([]);
});

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

test.each(["random_pet", "data.azurerm_nothing", "constructor", "__proto__", ""])("nothing is known of %j", (sort) => {
  expect(schemaOf(sort)).toBeUndefined();
});

test("Terraform's own types have arguments only", () => {
  expect(schemaOf("terraform_data")?.blockOf("input")).toBeUndefined();
  expect(schemaOf("data.terraform_remote_state")?.takesCollection("config")).toBe(true);
});

const provider = (name: string, pinned: string, source = `hashicorp/${name}`) => ({
  name,
  source,
  pinned,
  range: "",
  others: {},
});

test.each([
  [provider("azurerm", "4.55.0"), undefined],
  [provider("azurerm", "~> 5.2"), undefined],
  [provider("azurerm", "6.0.0"), "its version is 6.0.0, and this package has the schema of 4 and 5"],
  [provider("azurerm", ""), "its version is not given, and this package has the schema of 4 and 5"],
  [provider("random", "3.0.0"), "its schema is not in this package"],
  [
    provider("azurerm", "4.55.0", "someone/azurerm"),
    "its source is someone/azurerm, and the schema in this package is that of hashicorp/azurerm",
  ],
])("a gap in what is known is said in words: %j", (given, gap) => {
  expect(gapOf(given)).toBe(gap);
});
