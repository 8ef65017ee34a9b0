import { comparedPlans } from "../../src/cli/plan/compared-plans";
import { readPlan } from "../../src/planned/plan-json";
import { someCodes } from "../../src/report/model";
import { WRITERS } from "../../src/report/writers";
import type { JsonObject } from "../../src/stack/json";
import { assigned, BUILDER, CONTOSO, cluster, grant, object, ReviewFolder, registry, shownPlan } from "../support/shown-plans";

let folder: ReviewFolder;
beforeEach(() => {
  folder = new ReviewFolder();
});
afterEach(() => folder.remove());

/** What a plan is called in each format for people. */
function written(plan: JsonObject, ...options: readonly string[]): { text: string; markdown: string; html: string } {
  const [text, markdown, html] = ["text", "markdown", "html"].map((format) => {
    const { code, out, error } = folder.review(plan, "--format", format, ...options);
    expect({ code, error }).toEqual({ code: 0, error: "" });
    return out;
  });
  return { text, markdown, html };
}

describe("the header counts resources by type of change, in the words of the engines, alike in every format for people", () => {
  const values = { name: "a" };
  const change = (name: string, actions: readonly string[], more: JsonObject = {}) => ({
    ...object("azurerm_subnet", name, values, { actions, before: values, after: { name } }),
    ...more,
  });
  const created = (name: string) => object("azurerm_subnet", name, {}, { actions: ["create"], before: null, after: values });
  const ALL = shownPlan([
    created("a"),
    created("b"),
    change("d", ["delete", "create"]),
    change("e", ["delete"]),
    change("f", ["forget"]),
    change("g", ["forget", "create"]),
    change("h", ["update"], { previous_address: "azurerm_subnet.i" }),
    object("azurerm_subnet", "j", values, { actions: ["update"], after: { name: "j" }, importing: { unknown: true } }),
    { ...created("k"), mode: "data", address: "data.azurerm_subnet.k", change: { actions: ["read"], before: null, after: {} } },
    object("azurerm_subnet", "l", values),
  ]);
  const COUNTS =
    "2 to create, 1 to read, 2 to update, 1 to replace, 1 to delete, 1 to forget and create, 1 to forget, 1 to move, 1 to import";

  test("with what stays as it is", () => {
    const { text, markdown, html } = written(ALL);
    expect(text).toContain(`\n\nResources: ${COUNTS}; 1 unchanged\n\n`);
    expect(text).toContain(`\nPlan: ${COUNTS}\n`);
    expect(markdown).toContain(`- **Resources:** ${COUNTS}; 1 unchanged\n`);
    expect(html).toContain(`<dt>Resources</dt><dd>${COUNTS}; 1 unchanged</dd>`);
    expect(text).toContain("(update; imported by the id (known after apply))");
  });

  test("of all plans together, and of each", () => {
    const others = [folder.write("two.json", shownPlan([created("a")])), folder.write("three.json", shownPlan([]))];
    const { out } = folder.reviewFiles([folder.write("one.json", ALL), ...others], "--format", "markdown");
    expect(out).toContain(`- **Resources:** ${COUNTS.replace("2 to create", "3 to create")}; 1 unchanged\n`);
    expect(out).toContain("### Stack two\n\n1 to create.\n");
    expect(out).toContain("No resource changes in `three`.");
    expect(out).not.toContain("Stack three");
  });
});

describe("what every row of a table would repeat is said once above it", () => {
  const created = (name: string, principal: string, more: JsonObject = {}) => {
    const values = { scope: CONTOSO, principal_id: principal, role_definition_name: "AcrPull", ...more };
    return grant(name, {}, { actions: ["create"], before: null, after: values });
  };
  const rowsIn = (markdown: string) => markdown.split("\n").filter((line) => / \| role Acr/.test(line));
  const MODE = "if the registry is in RBAC mode";

  test("a mode that all depend on, also of what stays", () => {
    const gained = [
      created("a", BUILDER),
      created("b", "30000000-0000-0000-0000-00000000000c", { role_definition_name: "AcrPush" }),
    ];
    const kept = [grant("c"), grant("d", { role_definition_name: "AcrPush" })];
    const { markdown, html } = written(shownPlan([...gained, ...kept]));
    expect(markdown.split(MODE)).toHaveLength(3);
    expect(markdown).toContain(`#### Registry contoso\n\nIn every row: ${MODE}.\n\n| Who |`);
    expect(rowsIn(markdown).map((row) => row.split(" | ").at(-1))).toEqual([
      "role AcrPull |",
      "role AcrPush |",
      "role AcrPull |",
      "role AcrPush |",
    ]);
    expect(html.split(`<p>In every row: ${MODE}.</p>`)).toHaveLength(3);
  });

  test("not what one alone says, nor what one of them does not", () => {
    const owner = created("b", "30000000-0000-0000-0000-00000000000c", { role_definition_name: "Owner" });
    for (const changes of [[created("a", BUILDER)], [created("a", BUILDER), owner]]) {
      const { markdown } = written(shownPlan(changes));
      expect(markdown).not.toContain("In every row");
      expect(rowsIn(markdown)).toEqual([expect.stringMatching(`role AcrPull, ${MODE} \\|$`)]);
    }
  });
});

/** What a reader counts: signs are no words. */
function wordsIn(text: string): number {
  return text.split(/\s+/).filter((word) => /\w/.test(word)).length;
}

test("a comment on one grant has at most 120 words, as both commands write it", () => {
  const unknown = { id: true, name: true, principal_type: true, role_definition_id: true };
  const one = grant("a", {}, { actions: ["create"], before: null, after: assigned(), after_unknown: unknown });
  const plan = shownPlan([registry(), cluster(), one]);
  const [pair] = comparedPlans([{ name: "shop", file: "plan.json", shown: readPlan(plan), providers: [] }]);
  const sources = someCodes(["data.azurerm_container_registry.acr", "data.azurerm_kubernetes_cluster.prod"]);
  const made = { tool: "1.2.3", engine: "Terraform 1.11.4", providers: ["hashicorp/azurerm 5.2.0"] };
  const madeUp = ["answers of ", ...sources, "; computed values of existing resources"];
  const offline = WRITERS.markdown.write([pair], { ...made, madeUp });
  const words = [written(plan).markdown, offline].map((text) => wordsIn(text));
  expect(words.map((count) => Math.max(count, 120))).toEqual([120, 120]);
  expect(offline).not.toContain("nothing\n");
});

test("who keeps access is counted in a text, and some of them are below a fold", () => {
  const ids = Array.from({ length: 50 }, (_, index) => `10000000-0000-0000-0000-0000000000${index + 10}`);
  const kept = ids.map((id, index) => grant(`g${index}`, { principal_id: id }));
  const { text, markdown, html } = written(shownPlan([registry(), ...kept]));
  expect(text).toContain("\nWho keeps access: 50 rows\n\n");
  const shown = ids.filter((id) => text.includes(`principal ${id} may`));
  expect(shown).toEqual([]);
  for (const document of [markdown, html]) {
    expect(document).toContain("<details><summary>Who keeps access: 50 rows</summary>");
    expect(ids.filter((id) => document.includes(id))).toHaveLength(20);
    expect(document).toContain("The JSON report has 30 more rows.");
  }
  expect(written(shownPlan([registry()])).text).not.toContain("Who keeps access");
});

test("the header has the title that is given and the time that builds set, and is the same in every run without them", () => {
  const { SOURCE_DATE_EPOCH: epoch, ...rest } = process.env;
  const header = (...options: readonly string[]) =>
    folder
      .review(shownPlan([]), "--format", "markdown", ...options)
      .out.split("\n")
      .filter((line) => /^- \*\*(?:Change|Made):/.test(line));
  try {
    process.env = { ...rest, SOURCE_DATE_EPOCH: "1795838400" };
    expect(header("--title", "Pull request 7")).toEqual([
      "- **Change:** Pull request 7",
      expect.stringMatching(/^- \*\*Made:\*\* 28 November 2026, 04:00 UTC, by terraform-stack-tools /),
    ]);
    process.env = rest;
    expect(header()).toEqual([expect.stringMatching(/^- \*\*Made:\*\* by terraform-stack-tools /)]);
  } finally {
    process.env = { ...rest, ...(epoch === undefined ? {} : { SOURCE_DATE_EPOCH: epoch }) };
  }
});
