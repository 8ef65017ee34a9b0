import { mkdirSync, writeFileSync } from "node:fs";
import type { Json, JsonObject } from "../../src/stack/json";
import { REPORT_FORMATS } from "../support/program";
import { object, ReviewFolder, shownPlan } from "../support/shown-plans";

let folder: ReviewFolder;
beforeEach(() => {
  folder = new ReviewFolder();
});
afterEach(() => folder.remove());

const PLAN = shownPlan([object("azurerm_subnet", "a", { name: "a" })]);
const SHOWN = ["text", "markdown", "html", "json"] as const;

const log = (...runs: readonly Json[]): JsonObject => ({ version: "2.1.0", runs });
const run = (results: readonly Json[], rules: readonly Json[] = [], more: JsonObject = {}, name = "Trivy"): JsonObject => ({
  tool: { driver: { name, rules } },
  results,
  ...more,
});
const at = (uri: string, startLine: number): JsonObject => ({
  locations: [{ physicalLocation: { artifactLocation: { uri }, region: { startLine } } }],
});
const result = (level: string, text: string, more: JsonObject = {}): JsonObject => ({
  ...{ ruleId: "AZU-0012", level, message: { text }, ...at("infra/main.tf", 7), ...more },
});

/** A report that has what is in the files. */
function shown(format: string, ...logs: readonly JsonObject[]): string {
  const files = logs.flatMap((one, index) => ["--findings", folder.write(`${index}.sarif`, one)]);
  const { code, out, error } = folder.review(PLAN, "--format", format, "--date=none", ...files);
  expect({ code, error }).toEqual({ code: 0, error: "" });
  return out;
}

const json = (...logs: readonly JsonObject[]) => JSON.parse(shown("json", ...logs)).scanners;

test("each scanner has a closed row that says how much it found, with what, by which rule and where", () => {
  const trivy = log(run([result("note", "tags"), result("error", "open to all"), result("error", "x", { suppressions: [{}] })]));
  const checkov = log(run([result("warning", "old", { ruleId: "CKV_1" })], [], {}, "Checkov"));
  expect(shown("markdown", trivy, checkov)).toContain(
    [
      "<details><summary>Findings of Trivy: 1 error, 1 note; 1 suppressed</summary>",
      "",
      "| Level | Rule | Message | Where |",
      "| --- | --- | --- | --- |",
      "| **error** | `AZU-0012` | open to all | `infra/main.tf:7` |",
      "| note | `AZU-0012` | tags | `infra/main.tf:7` |",
      "",
      "</details>",
      "",
      "<details><summary>Findings of Checkov: 1 warning</summary>",
    ].join("\n"),
  );
  expect(shown("html", trivy, checkov).match(/<details><summary>Findings of [^<]+/g)).toEqual([
    "<details><summary>Findings of Trivy: 1 error, 1 note; 1 suppressed",
    "<details><summary>Findings of Checkov: 1 warning",
  ]);
  expect(shown("text", trivy, checkov)).toContain(
    [
      "Findings of scanners:",
      "Trivy: 1 error, 1 note; 1 suppressed",
      "! error AZU-0012: open to all (infra/main.tf:7)",
      "! note AZU-0012: tags (infra/main.tf:7)",
      "Checkov: 1 warning",
      "! warning CKV_1: old (infra/main.tf:7)",
      "",
    ].join("\n"),
  );
  expect(json(trivy)).toEqual([
    {
      tool: "Trivy",
      counts: { error: 1, warning: 0, note: 1, none: 0 },
      suppressed: 1,
      isIncomplete: false,
      findings: [
        { level: "error", rule: "AZU-0012", message: "open to all", path: "infra/main.tf", line: 7 },
        { level: "note", rule: "AZU-0012", message: "tags", path: "infra/main.tf", line: 7 },
      ],
    },
  ]);
});

test("what a scanner has found is below all that the report is about", () => {
  const text = shown("markdown", log(run([result("error", "open")])));
  expect(text.indexOf("Findings of Trivy")).toBeGreaterThan(text.indexOf("No resource changes."));
  expect(shown("text", log())).toBe(folder.review(PLAN).out);
});

test("no other format, no snapshot and no check changes by it", () => {
  const findings = folder.write("a.sarif", log(run([result("error", "open to all")])));
  const checks = ["--fail-on", "replace,delete,unknown,gain,drift,check,network", "--snapshot", folder.file("snapshot")];
  for (const format of REPORT_FORMATS) {
    const call = (...more: readonly string[]) =>
      folder.review(PLAN, "--format", format, "--date=none", ...checks, "--update", ...more);
    const [plain, withFindings] = [call(), call("--findings", findings)];
    expect({ ...withFindings, out: "" }).toEqual({ code: 0, out: "", error: plain.error });
    expect({ format, isSame: plain.out === withFindings.out }).toEqual({ format, isSame: !SHOWN.some((one) => one === format) });
    expect(folder.read("snapshot")).not.toContain("open to all");
  }
});

const RULE = { id: "AZU-0012", shortDescription: { text: "Open network" }, defaultConfiguration: { level: "note" } };
const LINES = "Artifact: main.tf\nSeverity: HIGH";

test.each<[what: string, result: Json, finding: JsonObject]>([
  ["is no object", "x", { level: "warning", rule: "no rule", message: "no message" }],
  ["has the level of its rule", { ruleId: "AZU-0012", message: { text: "a" } }, { level: "note", message: "a" }],
  ["has its rule by index", { ruleIndex: 0, message: { text: "a" } }, { level: "note", rule: "AZU-0012", message: "a" }],
  ["has its rule by reference", { rule: { id: "AZU-0012" }, message: { text: "a" } }, { level: "note", rule: "AZU-0012" }],
  ["is a warning where nobody says more", { ruleId: "other", message: { text: "a" } }, { level: "warning", rule: "other" }],
  ["says in one line what its rule is about", { ruleId: "AZU-0012", message: { text: LINES } }, { message: "Open network" }],
  ["has lines without a rule", { message: { text: LINES } }, { rule: "no rule", message: "Artifact: main.tf Severity: HIGH" }],
  ["has no text", { ruleId: "x" }, { message: "no message" }],
  ["is open", { kind: "open" }, { level: "none" }],
  ["is of a kind that nobody knows", { kind: "levitating", level: "error" }, { level: "error" }],
  ["is suppressed if somebody agrees", { level: "error", suppressions: [{ status: "underReview" }] }, { level: "error" }],
  ["is no longer suppressed", { level: "error", suppressions: [{}, { status: "rejected" }] }, { level: "error" }],
  ["has a level that nobody knows", { level: "levitate", message: { text: "a" } }, { level: "warning", message: "a" }],
  ["has a message that is none", { level: "error", message: ["x"] }, { level: "error", message: "no message" }],
  ["is at an object", { locations: [{ logicalLocations: [{ fullyQualifiedName: "a.b" }] }] }, { path: "a.b" }],
])("a finding that %s is told so", (_what, one, expected) => {
  const [{ findings, suppressed }] = json(log(run([one], [RULE])));
  expect(findings).toMatchObject([expected]);
  expect(suppressed).toBe(0);
});

test("what a scanner says is no problem, or is gone, is neither told nor counted; what is suppressed is counted", () => {
  const fine = ["pass", "notApplicable", "informational"].map((kind) => ({ kind, message: { text: kind } }));
  const gone = result("error", "gone", { baselineState: "absent" });
  const suppressed = result("error", "agreed", { suppressions: [{ kind: "inSource" }, { status: "accepted" }] });
  expect(json(log(run([...fine, gone, suppressed])))).toMatchObject([
    { counts: { error: 0, warning: 0, note: 0, none: 0 }, suppressed: 1, findings: [] },
  ]);
  expect(shown("markdown", log(run([...fine, gone, suppressed])))).toContain("\nFindings of Trivy: nothing; 1 suppressed.\n");
});

test.each<[what: string, run: Json]>([
  ["has failed", run([], [], { invocations: [{ executionSuccessful: true }, { executionSuccessful: false }] })],
  ["tells no results", { tool: { driver: { name: "Trivy" } }, results: null }],
])("that a scanner found nothing is no answer where it %s", (_what, one) => {
  const words = "Trivy: nothing; it did not finish, or has no results";
  expect(shown("text", log(one))).toContain(`${words}\n`);
  expect(shown("markdown", log(one))).toContain(`Findings of ${words}.`);
  expect(shown("text", log(run([])))).toContain("Trivy: nothing\n");
});

test("several files and runs of one scanner are one row, of which the gravest hundred are told", () => {
  const many = Array.from({ length: 150 }, (_, index) => result("note", `n${index}`, at("a.tf", index + 1)));
  const [scanner, ...others] = json(log(run(many), run([result("error", "last")])), log(run([result("warning", "other")])));
  expect(others).toEqual([]);
  expect(scanner.counts).toEqual({ error: 1, warning: 1, note: 150, none: 0 });
  expect(scanner.findings.map(({ message }: { message: string }) => message).slice(0, 4)).toEqual(["last", "other", "n0", "n1"]);
  expect(scanner.findings).toHaveLength(100);
  const words = "52 more are in the file of the scanner.";
  for (const format of ["text", "markdown", "html"]) {
    expect(shown(format, log(run(many), run([result("error", "last")])), log(run([result("warning", "other")])))).toContain(
      words,
    );
  }
});

test("no text is longer than a row has room for, and none without end fills a comment", () => {
  const long = "x".repeat(100_000);
  const one = result("error", long, { ruleId: long, ...at(long, 1) });
  const [{ tool, findings }] = json(log(run([one], [], {}, long)));
  expect([tool, findings[0].rule, findings[0].path].map((text) => text.length)).toEqual([101, 101, 101]);
  expect(findings[0].message).toHaveLength(301);
  const lines = Array(120).fill(result("error", "x".repeat(400)));
  const scanners = Array.from({ length: 20 }, (_, index) => run(lines, [], {}, `scanner ${index}`));
  const markdown = shown("markdown", log(...scanners));
  expect(markdown.length).toBeLessThan(65_536);
  expect(markdown).toMatch(/\d+ of the rows are left out/);
  expect(markdown).toContain("This report is about a plan");
});

test("a value that the plan marks as sensitive is masked before it is cut", () => {
  const secret = object("azurerm_subnet", "a", { name: "hunter-of-passwords" }, { after_sensitive: { name: true } });
  const text = `${"x".repeat(290)} hunter-of-passwords`;
  const more = { ruleId: "hunter-of-passwords", ...at("a/hunter-of-\u200bpasswords.tf", 1) };
  const file = folder.write("a.sarif", log(run([result("error", text, more)], [], {}, "by hunter-of-passwords")));
  for (const format of SHOWN) {
    const { code, out } = folder.review(shownPlan([secret]), "--format", format, "--findings", file);
    expect(code).toBe(0);
    expect(out).toContain("sensitive value");
    expect(out).not.toContain("hunter");
  }
});

test.each<[what: string, content: string | Buffer, message: string]>([
  ["is not JSON", "open to all", "is not JSON"],
  ["is empty", "", "is not JSON"],
  ["is a list", "[]", "has no `version` 2.1.0 with a list of `runs`"],
  ["is of another version", '{"version": "2.0.0", "runs": []}', "has no `version` 2.1.0 with a list of `runs`"],
  ["has runs that are none", '{"version": "2.1.0", "runs": {}}', "has no `version` 2.1.0 with a list of `runs`"],
  [
    "is nested deeply",
    `{"version":"2.1.0","runs":[],"x":${'{"a":'.repeat(500)}1${"}".repeat(500)}}`,
    "more than 200 levels deep",
  ],
  ["is too large", `{"version":"2.1.0","runs":[],"x":"${"x".repeat(21 << 20)}"}`, "has more than 20 MB"],
  [
    "is of more scanners than anybody has",
    JSON.stringify(log(...Array.from({ length: 21 }, (_, index) => run([], [], {}, `s${index}`)))),
    "has 21 scanners, and a report has room for 20",
  ],
])("a file that %s is refused, and nothing of it is shown", (_what, content, message) => {
  writeFileSync(folder.file("a.sarif"), content);
  const { code, out, error } = folder.review(PLAN, "--findings", folder.file("a.sarif"));
  expect({ code, out }).toEqual({ code: 1, out: "" });
  expect(error).toContain(message);
  expect(error).toMatch(/; give [^\n]*\.\n$/);
  expect(error).not.toMatch(/open to all|\n./);
});

test("a file that is missing, a folder, no path, and one that a report would overwrite are refused", () => {
  mkdirSync(folder.file("a"));
  expect(folder.review(PLAN, "--findings", folder.file("a"))).toMatchObject({ code: 1, out: "" });
  expect(folder.review(PLAN, "--findings", folder.file("missing.sarif")).error).toContain("does not exist");
  expect(folder.review(PLAN, "--findings", "")).toMatchObject({ code: 2 });
  const file = folder.write("a.sarif", log());
  expect(folder.review(PLAN, "--findings", file, "--out", file).error).toContain("would overwrite an input");
});
