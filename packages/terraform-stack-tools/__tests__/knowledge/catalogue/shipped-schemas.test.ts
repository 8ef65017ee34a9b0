import { SHIPPED_SCHEMAS } from "../../../src/knowledge/catalogue/schemas";
import { isGap } from "../../../src/providers/schemas/known-schemas";
import { fits } from "../../../src/providers/schemas/sources";

const find = (type: string, source: string, version = "") =>
  SHIPPED_SCHEMAS.find(type, { name: source.split("/").pop() ?? "", source, version, others: {} });

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

test.each([
  ["azurerm_cosmosdb_account", "hashicorp/azurerm", "4.1.0"],
  ["azurerm_cosmosdb_account", "registry.terraform.io/hashicorp/azurerm", "5.0.0"],
  ["provider.kubernetes", "hashicorp/kubernetes", "3.0.1"],
  ["ephemeral.azurerm_key_vault_secret", "hashicorp/azurerm", ""],
])("%s of %s %s is known", (type, source, version) => {
  expect(find(type, source, version)).toMatchObject({ origin: expect.stringContaining("this package") });
});

test.each([
  ["azurerm_cosmosdb_account", "someone/azurerm", "", undefined],
  ["azurerm_cosmosdb_account", "example.com/hashicorp/azurerm", "", undefined],
  ["aws_instance", "hashicorp/aws", "", undefined],
  ["azurerm_nothing", "hashicorp/azurerm", "", "azurerm 4.55.0 and 5.2.0 have no such type"],
  ["azurerm_subnet", "hashicorp/azurerm", "3.9", "version '3.9' is required, and this package has azurerm 4.55.0 and 5.2.0"],
])("%s of %s %s is not: %s", (type, source, version, gap) => {
  const answer = find(type, source, version);
  expect(isGap(answer) ? answer.gap : answer).toBe(gap);
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
