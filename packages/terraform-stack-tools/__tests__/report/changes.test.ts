import type { Access } from "../../src/knowledge/access/access";
import { writeHtml } from "../../src/report/html";
import { writeMarkdown } from "../../src/report/markdown";
import { diffOf, report } from "../../src/report/report";
import type { Provenance, ReviewedStack } from "../../src/report/reviewed-stack";
import { access, reviewed } from "../support/reviewed";

const written = (stack: ReviewedStack, provenance?: Provenance) => writeMarkdown(report([stack], provenance));
const rows = (text: string) => text.split("\n").filter((line) => line.startsWith("| ") && !line.startsWith("| ---"));

const PROVENANCE: Provenance = {
  title: "Pull request 7",
  date: "2026-11-28T04:20:00+01:00",
  tool: "1.2.3",
  engine: "OpenTofu 1.8.9",
  providers: ["hashicorp/azurerm 4.55.0"],
  madeUp: ["the answer of ", { code: "data.x.y" }],
};

test("the header tells what is reported on, when, by what, and what was made up", () => {
  expect(written(reviewed({}, { gained: [access()] }), PROVENANCE)).toContain(
    [
      "- **Resources:** none changes",
      "- **Access:** 1 gained",
      "- **Change:** Pull request 7",
      "- **Made:** 28 November 2026, 03:20 UTC, by stack-tools 1.2.3 with OpenTofu 1.8.9",
      "- **Providers:** `hashicorp/azurerm 4.55.0`",
      "- **Made up:** the answer of `data.x.y`",
    ].join("\n"),
  );
});

test("a header without a date and a title is the same in every run", () => {
  const { title: _title, date: _date, ...rest } = PROVENANCE;
  const text = written(reviewed(), rest);
  expect(text).toContain("- **Made:** by stack-tools 1.2.3 with OpenTofu 1.8.9\n");
  expect(text).not.toMatch(/Change:|2026/);
});

test("gains and losses have a color, a sign and a word, by registry and identity", () => {
  const text = written(
    reviewed(
      {},
      {
        gained: [access({ registry: "eu" }), access({ who: "group a" })],
        lost: [access({ who: "group a", repository: "old" }), access({ who: "group b", registry: "eu" })],
        opaque: [access({ who: "group c", rights: [], repository: "what the role allows" })],
      },
    ),
  );
  expect(text.split("\n").filter((line) => line.startsWith("#### ") || / \*\*/.test(line))).toEqual([
    expect.stringContaining("- **Resources"),
    expect.stringContaining("- **Access:** 2 gained, 1 unclear and 2 lost"),
    "#### Registry contoso",
    "| group a | 🟠 **&#43; gained** | pull | `shop/*` | role Container Registry Repository Reader |",
    "| group a | 🔴 **− lost** | pull | `old` | role Container Registry Repository Reader |",
    "| group c | 🟡 **? unclear** | not known | what the role allows | role Container Registry Repository Reader |",
    "#### Registry eu",
    "| every pod of AKS cluster prod | 🟠 **&#43; gained** | pull | `shop/*` | role Container Registry Repository Reader |",
    "| group b | 🔴 **− lost** | pull | `shop/*` | role Container Registry Repository Reader |",
  ]);
  const page = writeHtml("Plan", report([reviewed({}, { lost: [access()] })]));
  expect(page).toContain('<span class="mark removed">− lost</span>');
});

test("what differs in the repository alone is one row, and what differs in nothing as well", () => {
  const gained = [access(), access({ repository: "web" }), access({ address: "azurerm_role_assignment.twice" })];
  const text = written(reviewed({}, { gained }));
  expect(rows(text).filter((row) => row.includes("gained"))).toEqual([expect.stringContaining("| pull | `shop/*`, `web` |")]);
  expect(text).toContain("**Access:** 1 gained");
});

test("what every row would repeat is said once above the table, and names in it are text", () => {
  const because = "2 registries are called <img src=x> @all";
  const line = (who: string, more: Partial<Access> = {}) =>
    access({ who, mode: "RBAC", until: "2027-01-01", reach: { kind: "unknown", because }, ...more });
  const gained = [line("group a"), line("group b", { mode: "ABAC" }), line("group c", { registry: "eu" })];
  const reach = ["prod", "stage"].map((cluster) => ({
    cluster,
    registry: "contoso",
    reach: { kind: "unknown" as const, because },
  }));
  const stack = reviewed({}, { gained }, { reach });
  const text = written(stack);
  const escaped = "2 registries are called &#60;img src=x&#62; &#64;&#8203;all";
  expect(text).toContain(
    `#### Registry contoso\n\nIn every row: until 2027-01-01; whether it is reached is unknown: ${escaped}.\n\n| Who |`,
  );
  expect(rows(text).filter((row) => row.startsWith("| group"))).toEqual([
    expect.stringMatching(/\| role Container Registry Repository Reader, if the registry is in RBAC mode \|$/),
    expect.stringMatching(/\| role Container Registry Repository Reader, if the registry is in ABAC mode \|$/),
    // A row that is alone says all of it.
    expect.stringMatching(
      /\| role .*, if the registry is in RBAC mode, until 2027-01-01; whether it is reached is unknown: .*\|$/,
    ),
  ]);
  expect(text).toContain(`| Cluster | Registry | Reached |\n| --- | --- | --- |\n| \`prod\` |`);
  expect(text).not.toMatch(/<img|@all/);
  expect(writeHtml("Plan", report([stack]))).not.toContain("<img");
});

test("a finding is told once, and code in it is code", () => {
  const token = access({ origin: { kind: "registry token", name: "team" } });
  const text = written(
    reviewed({ "azurerm_kubernetes_cluster.aks": { action: "create" } }, { kept: [token, { ...token, repository: "web" }] }),
  );
  expect(rows(text).filter((row) => row.startsWith("| A registry token never expires"))).toHaveLength(1);
  const page = writeHtml("Plan", report([reviewed({ "azurerm_kubernetes_cluster.aks": { action: "create" } })]));
  expect(page).toContain("<code>kube_config</code>");
  expect(page).not.toMatch(/`|<th[^>]*><\/th>/);
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

test("a rename is told as one, with the block to paste", () => {
  const text = written(
    reviewed({
      'x.new["a"]': { action: "create", likelyRenamedFrom: 'x.old["a"]' },
      'x.new["b"]': { action: "create", likelyRenamedFrom: 'x.old["b"]' },
      'x.old["a"]': { action: "delete" },
      'x.old["b"]': { action: "delete" },
      "y.new": { action: "create", likelyRenamedFrom: "y.old[0]" },
      "y.old[0]": { action: "delete" },
      "y.old[1]": { action: "delete" },
    }),
  );
  expect(text).toContain("`x.new` looks like a rename of `x.old`: add `moved`.");
  expect(text).toContain(
    "```hcl\nmoved {\n  from = x.old\n  to   = x.new\n}\n\nmoved {\n  from = y.old[0]\n  to   = y.new\n}\n```",
  );
  expect(text).toContain('| `x.old["a"]` | destroyed; looks renamed to `x.new["a"]` |');
  expect(text).toContain("4 resources are deleted, of which 3 look renamed");
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

test("a name is not broken in a page, and a longer one only where its parts meet", () => {
  const long = 'module.registry_of_the_platform.azurerm_role_assignment.pull["prod"]';
  const page = writeHtml(
    "Plan",
    report([reviewed({ [long]: { action: "delete" } }, { lost: [access({ who: "principal 1-2-3" })] })]),
  );
  expect(page).toContain('principal <span class="word">1-2-3</span>');
  expect(page).toContain(
    '<code class="long"><span>module.</span><wbr><span>registry_of_the_platform.</span><wbr><span>azurerm_role_assignment.</span><wbr><span>pull</span><wbr><span>[&#34;prod&#34;]</span></code>',
  );
  expect(page).toContain("<code>shop/*</code>");
});
