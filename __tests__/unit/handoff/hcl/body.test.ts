import { hclFiles } from "../../../../src/handoff/hcl/module-files";
import { rootModuleOf } from "../../../../src/handoff/module/root-module";
import type { Json } from "../../../../src/terraform/json";
import { readStack } from "../../../../src/terraform/stack";

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
    "data = {",
    '  b         = "2"',
    '  long_name = "1"',
    "}",
    "immutable = true",
    'type      = "Opaque"',
    "",
    "metadata {",
    "  labels = {",
    '    "a.b" = "x"',
    "    b     = var.b",
    "  }",
    '  name = "pull"',
    "}",
    "",
    "depends_on = [kubernetes_namespace_v1.a, module.c]",
    "",
    "lifecycle {",
    "  ignore_changes = [data]",
    "}",
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
  expect(body({ dynamic: [{ metadata }, { metadata: [metadata] }] })).toEqual([...lines, "", ...lines]);
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
  [{ depends_on: [1] }, "depends_on': must be an address"],
  [{ dynamic: { other: { for_each: [], content: {} } } }, "dynamic.other': the provider's schema has no block of this name"],
  [{ dynamic: { metadata: { for_each: [] } } }, "dynamic.metadata': the provider's schema has no block of this name"],
])("refuses what HCL cannot say, and drops nothing: %j", (arguments_, problem) => {
  expect(() => body(arguments_)).toThrow(`\n  'kubernetes_secret_v1.pull.`);
  expect(() => body(arguments_)).toThrow(problem);
});

test("accepts letters of every language in names", () => {
  expect(linesOf({ locals: { é: 1, _a: 2, "a-1": 3 } })).toEqual(["locals {", "  _a  = 2", "  a-1 = 3", "  é   = 1", "}"]);
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
    '  default     = "$${not.a.template}"',
    '  description = "100 %%{x}"',
    "}",
  ]);
});
