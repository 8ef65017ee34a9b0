import { SENSITIVE, UNKNOWN } from "../../src/planned/values";
import { report } from "../../src/report/report";
import { diffOf } from "../../src/report/sections/changes";
import { writeHtml } from "../../src/report/writers/html";
import { writeMarkdown } from "../../src/report/writers/markdown";
import type { Json } from "../../src/stack/json";
import { reviewed } from "../support/reviewed";

type Changes = Parameters<typeof reviewed>[0];

const written = (changes: Changes) => writeMarkdown(report([reviewed(changes)]));
const rows = (text: string) => text.split("\n").filter((line) => line.startsWith("| ") && !line.startsWith("| ---"));

test("a replaced argument has both sides, or says why not, and what is forgotten loses nothing", () => {
  const replaced = (argument: string, before: Json, after: Json, path = argument) => ({
    ...{ action: "replace", because: [argument], changes: { [path]: { before, after } } },
  });
  const open = "(unknown offline: data.y.z)";
  const text = written({
    "x.a": replaced("name", "old", "new"),
    "x.b": { ...replaced("id", "old", UNKNOWN), createBeforeDestroy: true },
    "x.c": replaced("principal_id", open, open),
    "x.d": replaced("block", 1, null, "block[0].size"),
    "x.e": { action: "replace", because: ["tags"], changes: {} },
    "x.f": replaced("key", SENSITIVE, SENSITIVE),
    "azurerm_container_registry.g": { action: "forget" },
  });
  expect(rows(text).slice(1, 9)).toEqual([
    "| `x.a` | `name` | `old` | `new` |",
    "| `x.b` (the new one is created first) | `id` | `old` | known after apply |",
    "| `x.c` | `principal_id` | what the cloud has for `data.y.z` | another value, known after apply |",
    "| `x.d` | `block` | `1` | not set |",
    "| `x.e` | `tags` | not known | known after apply |",
    "| `x.f` | `key` | sensitive value | another sensitive value |",
    "| Resource | What happens |",
    "| `azurerm_container_registry.g` | kept, but no longer managed |",
  ]);
});

test("equal differences are one row, with the first five of 500, and others are not", () => {
  const tagged = (after: string) => ({ action: "update", changes: { tags: { before: { a: "1" }, after: { a: after } } } });
  const equal = Array.from({ length: 498 }, (_, index) => [`azurerm_subnet.s${index}`, tagged("2")] as const);
  const resources = {
    ...Object.fromEntries(equal),
    "x.other": tagged("3"),
    "x.long": { action: "update", changes: { ["k".repeat(70_000)]: { before: "a", after: "b" } } },
    "x.created": { action: "create", values: { a: "2" } },
  };
  const text = written(resources);
  expect(text.length).toBeLessThanOrEqual(6_000);
  const summaries = [...text.matchAll(/<details><summary>(.*)<\/summary>/g)].map(([, summary]) =>
    summary.replace(/<[^>]*>/g, ""),
  );
  expect(summaries).toEqual([
    "🟢 &#43; created x.created: 1 argument",
    `🔵 &#126; updated tags of 498 resources: ${[0, 1, 2, 3, 4].map((index) => `azurerm_subnet.s${index}`).join(", ")} and 493 others`,
    "🔵 &#126; updated x.other: tags",
    `🔵 &#126; updated x.long: ${"k".repeat(300)}… (70000 characters)`,
  ]);
  const page = writeHtml("Plan", report([reviewed(resources)]));
  expect(page.match(/<details>/g)).toHaveLength(4);
});

test("values are text: of JSON in a text, what differs; of several lines, the lines", () => {
  const body = (more: object) => JSON.stringify({ properties: { a: [1], ...more } });
  expect(
    diffOf({
      action: "update",
      changes: {
        body: { before: body({ on: false }), after: body({ on: true }) },
        "tags.x": { before: null, after: "y" },
        list: { before: [{ name: "a" }], after: [{ name: "a" }, { name: "b" }] },
      },
    }),
  ).toEqual([
    "- body.properties.on = false",
    "+ body.properties.on = true",
    '+ tags.x = "y"',
    "- list {",
    '-   name = "a"',
    "- }",
    "+ list {",
    '+   name = "a"',
    "+ }",
    "+ list {",
    '+   name = "b"',
    "+ }",
  ]);
  expect(diffOf({ action: "create", values: { note: "one\ntwo\n", policy: '{"a":[{"b":"c"}]}' } })).toEqual([
    "+ note = <<EOT",
    "+ one",
    "+ two",
    "+ EOT",
    '+ policy = jsonencode({ "a" = [{ "b" = "c" }] })',
  ]);
});
