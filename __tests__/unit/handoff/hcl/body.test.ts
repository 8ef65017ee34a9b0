import { openSchema } from "../../../../src/catalogue/block-schema";
import { isName, itemsOf, valueLines } from "../../../../src/handoff/hcl/body";
import { layOut } from "../../../../src/handoff/hcl/layout";
import type { Json } from "../../../support/stack";

const RULE = openSchema({ port: openSchema() });
const SCHEMA = {
  ...openSchema({ rule: RULE, lifecycle: openSchema({}, { ignore_changes: "reference" }) }),
  takesCollection: (name: string) => ["tags", "for_each", "depends_on"].includes(name),
  ways: { depends_on: "reference", title: "literal", kind: "type" } as const,
};

function written(body: Json): { lines: string[]; faults: string[] } {
  const faults: string[] = [];
  const items = itemsOf(body, SCHEMA, "a.b", (place, why) => faults.push(`${place}: ${why}`));
  return { lines: layOut(items), faults };
}

test("arguments come in the order in which people write them, blocks after them, and comments go", () => {
  const body = {
    "//": { metadata: {} },
    lifecycle: { ignore_changes: ["tags"] },
    depends_on: ["a.c"],
    rule: [{ port: { number: 1 } }, {}],
    tags: { b: "${var.b}", "a.b": "x" },
    name: "n",
    for_each: '${toset(["x"])}',
  };
  expect(written(body)).toEqual({
    faults: [],
    lines: [
      'for_each = toset(["x"])',
      'name     = "n"',
      "tags = {",
      '  "a.b" = "x"',
      "  b     = var.b",
      "}",
      "",
      "rule {",
      "  port {",
      "    number = 1",
      "  }",
      "}",
      "",
      "rule {}",
      "",
      "depends_on = [a.c]",
      "",
      "lifecycle {",
      "  ignore_changes = [tags]",
      "}",
    ],
  });
});

test("a text is a template, a literal is none, a type and an address stand without quotes", () => {
  const body = { name: "x-${var.a}", title: "${not.a.template}", kind: "list(string)", depends_on: ["a.b", "module.c"] };
  expect(written(body).lines).toEqual([
    "kind       = list(string)",
    'name       = "x-${var.a}"',
    'title      = "$${not.a.template}"',
    "depends_on = [a.b, module.c]",
  ]);
});

test("keys are templates too", () => {
  expect(valueLines({ "${var.key}": 1, "a-${var.key}": 2, plain: 3 })).toEqual([
    "{",
    "  (var.key)      = 1",
    '  "a-${var.key}" = 2',
    "  plain          = 3",
    "}",
  ]);
});

test("a dynamic block is written with its content", () => {
  const body = {
    dynamic: { rule: { for_each: "${var.rules}", iterator: "one", content: { port: { number: "${one.value}" } } } },
  };
  expect(written(body)).toEqual({
    faults: [],
    lines: [
      'dynamic "rule" {',
      "  for_each = var.rules",
      "  iterator = one",
      "",
      "  content {",
      "    port {",
      "      number = one.value",
      "    }",
      "  }",
      "}",
    ],
  });
});

test.each<[Json, string]>([
  [{ surprise: { a: 1 } }, "a.b.surprise: the provider's schema knows neither a block nor a collection of that name"],
  [{ surprise: [] }, "a.b.surprise: the provider's schema knows neither a block nor a collection of that name"],
  [{ rule: "x" }, "a.b.rule: a block must be an object"],
  [{ rule: [{}, 1] }, "a.b.rule[1]: a block must be an object"],
  [{ "a b": 1 }, "a.b.a b: its name is none of HCL"],
  [{ name: "${" }, "a.b.name: a bracket is not closed"],
  [{ depends_on: ["a.b\n  evil = 1"] }, "a.b.depends_on: it must be an address"],
  [{ depends_on: ["file(x)"] }, "a.b.depends_on: it must be an address"],
  [{ kind: 'string\n default = "x"' }, "a.b.kind: it must be a type"],
  [{ dynamic: { other: { for_each: [], content: {} } } }, "a.b.dynamic.other: the provider's schema knows no block of that name"],
  [{ dynamic: { rule: { for_each: [] } } }, "a.b.dynamic.rule: the provider's schema knows no block of that name"],
])("what cannot be written is named, not dropped: %j", (body, fault) => {
  expect(written(body).faults).toEqual([fault]);
});

test("names are those of HCL", () => {
  expect(["a", "_a", "a-1", "é", "1a", "a.b", "", 'a" {}'].filter(isName)).toEqual(["a", "_a", "a-1", "é"]);
});
