import { writeHtml } from "../../src/report/html";
import { writeMarkdown } from "../../src/report/markdown";
import { diffOf, report } from "../../src/report/report";
import type { ReviewedStack } from "../../src/report/reviewed-stack";
import { access, reviewed } from "../support/reviewed";

const written = (stack: ReviewedStack) => writeMarkdown(report([stack]));
const rows = (text: string) => text.split("\n").filter((line) => line.startsWith("| ") && !line.startsWith("| ---"));

test("what differs in the repository alone is one row, and what differs in nothing as well", () => {
  const gained = [access(), access({ repository: "web" }), access({ address: "azurerm_role_assignment.twice" })];
  const text = written(reviewed({}, { gained }));
  expect(rows(text).filter((row) => row.includes("gained"))).toEqual([expect.stringContaining("| pull | `shop/*`, `web` |")]);
  expect(text).toContain("**Access:** 1 gained");
});

test("a replaced argument has both sides, or says why not", () => {
  const text = written(
    reviewed({
      "x.a": { action: "replace", because: ["name"], changes: { name: { before: "old", after: "new" } } },
      "x.b": {
        action: "replace",
        because: ["id"],
        createBeforeDestroy: true,
        changes: { id: { before: "old", after: "(known after apply)" } },
      },
      "x.c": {
        action: "replace",
        because: ["principal_id"],
        changes: { principal_id: { before: "(unknown offline: data.y.z)", after: "(unknown offline: data.y.z)" } },
      },
      "x.d": { action: "replace", because: ["block"], changes: { "block[0].size": { before: 1, after: null } } },
      "x.e": { action: "replace", because: ["tags"], changes: {} },
      "x.f": {
        action: "replace",
        because: ["key"],
        changes: { key: { before: "(sensitive value)", after: "(sensitive value)" } },
      },
    }),
  );
  expect(rows(text).slice(1, 7)).toEqual([
    "| `x.a` | `name` | `old` | `new` |",
    "| `x.b` (the new one is created first) | `id` | `old` | known after apply |",
    "| `x.c` | `principal_id` | what the cloud has for `data.y.z` | another value, known after apply |",
    "| `x.d` | `block` | `1` | not set |",
    "| `x.e` | `tags` | not known | known after apply |",
    "| `x.f` | `key` | sensitive value | another sensitive value |",
  ]);
});

test("a deletion says what is lost with it, and what is only forgotten loses nothing", () => {
  const text = written(
    reviewed({
      "azurerm_container_registry.a": { action: "delete" },
      "azurerm_container_registry.b": { action: "forget" },
      "x.c": { action: "delete" },
    }),
  );
  const table = text.slice(text.indexOf("### Deleted"));
  expect(rows(table).slice(1, 4)).toEqual([
    "| `azurerm_container_registry.a` | destroyed, with its images |",
    "| `azurerm_container_registry.b` | kept, but no longer managed |",
    "| `x.c` | destroyed |",
  ]);
});

test("each change is in the list of all once, deletes as well, the gravest first", () => {
  const text = written(
    reviewed({
      "x.a": { action: "create", values: { name: "a" } },
      "x.b": { action: "delete" },
      "x.c": { action: "replace", changes: { id: { before: "a", after: "b" } } },
      "x.d": { action: "no-op" },
      "x.e": { action: "no-op", movedFrom: "x.f" },
      "x.g": { action: "forget" },
    }),
  );
  const list = text.slice(text.indexOf("### All changes"));
  const addresses = [...list.matchAll(/(?:<\/b> <code>|\*\* `)(x\.[a-g])/g)].map(([, address]) => address);
  expect(addresses).toEqual(["x.c", "x.b", "x.a", "x.g", "x.e"]);
  expect(list).toContain("🔴 **− deleted** `x.b`");
  expect(text).toContain("**Resources:** 1 to create, 1 to replace, 1 to delete, 1 to forget, 1 to move; 1 unchanged");
});

test("equal differences are one row, with the first five of 500, and others are not", () => {
  const tagged = (after: string) => ({ action: "update", changes: { tags: { before: { a: "1" }, after: { a: after } } } });
  const equal = Array.from({ length: 498 }, (_, index) => [`azurerm_subnet.s${index}`, tagged("2")] as const);
  const resources = {
    ...Object.fromEntries(equal),
    "x.other": tagged("3"),
    "x.created": { action: "create", values: { a: "2" } },
  };
  const text = written(reviewed(resources));
  expect(text.length).toBeLessThanOrEqual(4_000);
  const summaries = [...text.matchAll(/<details><summary>(.*)<\/summary>/g)].map(([, summary]) =>
    summary.replace(/<[^>]*>/g, ""),
  );
  expect(summaries).toEqual([
    "🟢 &#43; created x.created: 1 argument",
    `🔵 &#126; updated tags of 498 resources: ${[0, 1, 2, 3, 4].map((index) => `azurerm_subnet.s${index}`).join(", ")} and 493 others`,
    "🔵 &#126; updated x.other: tags",
  ]);
  const page = writeHtml("Plan", report([reviewed(resources)]));
  expect(page.match(/<details>/g)).toHaveLength(3);
});

test("whatever is closed says what it holds", () => {
  const paths = ["sku", "tags.a", "tags.b", "tags.c", "name"].map((path) => [path, { before: "a", after: "b" }] as const);
  const stack = reviewed(
    {
      "x.a": { action: "create", values: { name: "a", sku: "b" } },
      "x.b": { action: "create", values: { name: "a" } },
      "x.c": { action: "update", changes: { "<img>": { before: "a", after: "b" } } },
      "x.d": { action: "replace", changes: Object.fromEntries(paths) },
      "x.e": { action: "no-op", movedFrom: "x.f", values: { name: "a" } },
      "x.g": { action: "update", importedFrom: "/g", movedFrom: "x.h", changes: Object.fromEntries(paths.slice(0, 2)) },
      "x.i": { action: "update", changes: { ["k".repeat(70_000)]: { before: "a", after: "b" } } },
    },
    { gained: [access(), access({ who: "group a" })], kept: [access({ who: "group b" }), access({ who: "group c" })] },
  );
  const text = written(stack);
  const summaries = [...text.matchAll(/<details><summary>(.*)<\/summary>/g)].map(([, summary]) => summary);
  expect(summaries.map((summary) => summary.replace(/^.*?<code>x\./, "").replace(/<\/?code>/g, ""))).toEqual([
    "Who keeps access: 2 rows",
    "d: sku, tags.a, tags.b and 2 others",
    "a: 2 arguments",
    "b: 1 argument",
    "c: &#60;img&#62;",
    "g: moved from x.h; imported by its id; sku, tags.a",
    expect.stringMatching(/^i: k{300}… \(70000 characters\)$/),
    "e: moved from x.f",
  ]);
  const page = writeHtml("Plan", report([stack]));
  const closed = [...page.matchAll(/<details( open)?>(.*)/g)].map(([, , start]) => start.replace(/<[^>]+>/g, ""));
  expect(closed).toHaveLength(summaries.length);
  expect(closed.filter((summary) => !/: ./.test(summary))).toEqual([]);
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
