import { hclFiles } from "../../../src/export/hcl/module-files";
import { rootModuleOf } from "../../../src/export/root-module";
import type { Json } from "../../../src/stack/json";
import { readStack } from "../../../src/stack/stack";

const REQUIRED = { required_providers: { kubernetes: { source: "hashicorp/kubernetes", version: "2.38.0" } } };

/** The lines of a module's main file. */
function linesOf(sections: Record<string, Json>): string[] {
  const files = new Map(hclFiles(rootModuleOf(readStack({ terraform: REQUIRED, ...sections })), "f"));
  return (files.get("main.tf") ?? files.get("variables.tf") ?? "").trimEnd().split("\n");
}

/** The lines in the body of a resource. */
const body = (arguments_: Record<string, Json>): string[] =>
  linesOf({ resource: { kubernetes_secret_v1: { pull: arguments_ } } })
    .slice(1, -1)
    .map((line) => line.slice(2));

test("orders a body as people do, aligns equals signs and drops comments", () => {
  const metadata = [{ "//": "comment", name: "pull", labels: { b: "${var.b}", "a.b": "x" } }];
  expect(
    body({
      "//": { metadata: {} },
      lifecycle: { ignore_changes: ["data"] },
      depends_on: ["kubernetes_namespace_v1.a", "module.c"],
      metadata,
      data: { long_name: "1", b: "2" },
      type: "Opaque",
      immutable: true,
      provider: "kubernetes.edge",
      for_each: '${toset(["x"])}',
    }),
  ).toEqual([
    'for_each = toset(["x"])',
    "provider = kubernetes.edge",
    "",
    "data = {",
    '  b         = "2"',
    '  long_name = "1"',
    "}",
    "immutable = true",
    'type      = "Opaque"',
    "",
    "metadata {",
    '  name = "pull"',
    "  labels = {",
    '    "a.b" = "x"',
    "    b     = var.b",
    "  }",
    "}",
    "",
    "lifecycle {",
    "  ignore_changes = [data]",
    "}",
    "",
    "depends_on = [kubernetes_namespace_v1.a, module.c]",
  ]);
});

test("writes no argument of a provider that is null, and every null that is a value", () => {
  expect(body({ type: null, data: { a: null }, metadata: { name: null } })).toEqual([
    "data = {",
    "  a = null",
    "}",
    "",
    "metadata {}",
  ]);
  expect(linesOf({ provider: { kubernetes: [{ host: null, config_path: "x" }] } })[1]).toBe('  config_path = "x"');
  expect(linesOf({ variable: { a: { default: null } } })).toEqual(['variable "a" {', "  default = null", "}"]);
  expect(linesOf({ locals: { a: null } })).toEqual(["locals {", "  a = null", "}"]);
  expect(linesOf({ module: { m: { source: "./m", size: null } } })).toContain("  size = null");
});

test.each<[string, Record<string, Json>, string[]]>([
  [
    "variable",
    { validation: [{ condition: true }], nullable: false, sensitive: true, default: "", description: "", type: "string" },
    ["type", "description", "default", "sensitive", "nullable", "validation"],
  ],
  [
    "output",
    { depends_on: ["a.b"], sensitive: true, value: 1, description: "" },
    ["description", "value", "sensitive", "depends_on"],
  ],
  [
    "module",
    { size: 1, depends_on: ["a.b"], version: "1.0.0", source: "a/b/c", count: 2 },
    ["count", "source", "version", "size", "depends_on"],
  ],
])("orders a %s as HashiCorp's style guide does", (section, arguments_, order) => {
  const files = Object.fromEntries(hclFiles(rootModuleOf(readStack({ [section]: { a: arguments_ } })), "f"));
  const { "versions.tf": _versions, ...others } = files;
  const text = Object.values(others).join("\n");
  expect([...text.matchAll(/^ {2}(\w+)/gm)].map(([, name]) => name)).toEqual(order);
});

const GRANT = {
  scope: "/",
  skip_service_principal_aad_check: true,
  lifecycle: [{ ignore_changes: ["skip_service_principal_aad_check"] }],
};
const grantLines = (grant: Record<string, Json>) =>
  linesOf({
    terraform: { required_providers: { azurerm: { source: "hashicorp/azurerm", version: "4.55.0" } } },
    resource: { azurerm_role_assignment: { a: grant } },
  });

test("says above an argument why it is as it is, if the reason is known", () => {
  expect(grantLines(GRANT).slice(1, -1)).toEqual([
    '  scope = "/"',
    "  # A new identity takes minutes to reach all of Microsoft Entra ID. With the check, the assignment",
    "  # fails until then.",
    "  skip_service_principal_aad_check = true",
    "",
    "  lifecycle {",
    "    # Azure does not store skip_service_principal_aad_check: an imported assignment would show a change in",
    "    # every plan.",
    "    ignore_changes = [skip_service_principal_aad_check]",
    "  }",
  ]);
});

test("writes a block for each element of a list, and none for null", () => {
  expect(body({ metadata: [{}, null, { name: "x" }] })).toEqual(["metadata {}", "", "metadata {", '  name = "x"', "}"]);
});

test("writes a dynamic block with its content", () => {
  const metadata = { for_each: "${var.names}", iterator: "one", content: { name: "${one.value}" } };
  const lines = [
    'dynamic "metadata" {',
    "  for_each = var.names",
    "  iterator = one",
    "",
    "  content {",
    "    name = one.value",
    "  }",
    "}",
  ];
  expect(body({ dynamic: { metadata } })).toEqual(lines);
  expect(body({ dynamic: [{ metadata }, { metadata: [{ ...metadata, content: [metadata.content] }] }] })).toEqual([
    ...lines,
    "",
    ...lines,
  ]);
});

test("writes an expression for a block as the value of an argument, which some blocks are", () => {
  expect(body({ metadata: "${var.metadata}" })).toEqual(["metadata = var.metadata"]);
});

test.each<[Record<string, Json>, string]>([
  [{ surprise: { a: 1 } }, "surprise': the provider's schema has no block or collection of this name"],
  [{ surprise: [] }, "surprise': the provider's schema has no block or collection of this name"],
  [{ metadata: "x" }, "metadata': a block must be an object"],
  [{ metadata: [{}, 1] }, "metadata[1]': a block must be an object"],
  [{ metadata: [{ "a b": 1 }] }, "metadata[0].a b': its name is not a valid HCL identifier"],
  [{ 'a" {}': 1 }, "its name is not a valid HCL identifier"],
  [{ "": 1 }, "its name is not a valid HCL identifier"],
  [{ "1a": 1 }, "its name is not a valid HCL identifier"],
  [{ "a.b": 1 }, "its name is not a valid HCL identifier"],
  [{ type: "${" }, "type': a bracket is not closed"],
  [{ depends_on: ["a.b\n  evil = 1"] }, "depends_on': must be an address"],
  [{ depends_on: ["file(x)"] }, "depends_on': must be an address"],
  [{ depends_on: ["a.b[0"] }, "depends_on': must be an address"],
  [{ depends_on: ["a.b[0 1]"] }, "depends_on': ']' is missing before a number (character 7)"],
  [{ depends_on: [1] }, "depends_on': must be an address"],
  [{ dynamic: { other: { for_each: [], content: {} } } }, "dynamic.other': the provider's schema has no block of this name"],
  [{ dynamic: { metadata: { for_each: [] } } }, "dynamic.metadata': a dynamic block must have one block 'content'"],
  [{ dynamic: { metadata: { content: [{}, {}] } } }, "dynamic.metadata': a dynamic block must have one block 'content'"],
  [{ dynamic: [1] }, "dynamic[0]': a block must be an object"],
  [{ provisioner: "x" }, "provisioner': a block must be an object"],
  [{ provisioner: [{ file: 1 }] }, "provisioner[0].file': a block must be an object"],
  [{ connection: 1 }, "connection': a block must be an object"],
])("refuses what HCL cannot say, and drops nothing: %j", (arguments_, problem) => {
  expect(() => body(arguments_)).toThrow(`\n  'kubernetes_secret_v1.pull.`);
  expect(() => body(arguments_)).toThrow(problem);
});

test.each([
  ["a.b", "a.b"],
  ["${a.b}", "a.b"],
  ["module.c[ 0 ]", "module.c[0]"],
  ['a.b["x ${y}"].c', 'a.b["x ${y}"].c'],
  ["a.b[each.key]", "a.b[each.key]"],
  ["a.b[*].c", "a.b[*].c"],
])("writes the address '%s' without quotes", (address, hcl) => {
  expect(body({ depends_on: [address] })).toEqual([`depends_on = [${hcl}]`]);
});

test.each([
  ["string", "string"],
  ["${list(string)}", "list(string)"],
  ["list", "list(any)"],
  ["map(object({a=string,b=optional(number,1)}))", "map(object({ a = string, b = optional(number, 1) }))"],
  ["tuple([string,bool])", "tuple([string, bool])"],
])("writes the type '%s' without quotes", (type, hcl) => {
  expect(linesOf({ variable: { a: { type } } })[1]).toBe(`  type = ${hcl}`);
});

test.each(['string\n default = "x"', "list(string) + f(x)", "unknown", "file(x)", "object", "list(", "(string)", ""])(
  "refuses '%s' for a type",
  (type) => {
    expect(() => linesOf({ variable: { a: { type } } })).toThrow(/'variable\.a\.type': (must be a type|a bracket is not closed)/);
  },
);

test("writes a default as it is, and not as a template", () => {
  const variable = { a: { default: "${not.a.template}", description: "100 %{x}" } };
  expect(linesOf({ variable })).toEqual([
    'variable "a" {',
    '  description = "100 %%{x}"',
    '  default     = "$${not.a.template}"',
    "}",
  ]);
});

test("writes a dynamic block for an argument that takes a list of objects, which Terraform accepts", () => {
  const ip_rule = { for_each: "${var.addresses}", content: { ip_mask: "${ip_rule.value}" } };
  const network_rulesets = { for_each: ["a"], content: { default_action: "Deny", dynamic: { ip_rule } } };
  const lines = linesOf({
    terraform: { required_providers: { azurerm: { source: "hashicorp/azurerm", version: "4.55.0" } } },
    resource: { azurerm_eventhub_namespace: { own: { dynamic: { network_rulesets } } } },
  });
  expect(lines).toEqual(expect.arrayContaining(['  dynamic "network_rulesets" {', '      dynamic "ip_rule" {']));
});
