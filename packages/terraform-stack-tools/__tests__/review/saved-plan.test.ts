import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { called } from "../support/program";
import { grant, ReviewFolder, registry, shownPlan } from "../support/shown-plans";

let folder: ReviewFolder;
beforeEach(() => {
  folder = new ReviewFolder();
  mkdirSync(folder.file("infra"));
  writeFileSync(folder.file("tfplan"), "PK\u0003\u0004");
});
afterEach(() => folder.remove());

const GRANT = grant("pull", {}, { actions: ["create"], before: null });
const PLAN = shownPlan([registry(), GRANT]);

/** An engine that notes what it is called with, and answers as a script does. */
function engine(script: string, version = "Terraform v1.11.4"): string {
  const [file, calls] = [folder.file("engine"), folder.file("calls")];
  const lines = [`if [ "$1" = version ]; then echo '${version}'; exit; fi`, `echo "$@" >> '${calls}'`, script];
  writeFileSync(file, `#!/bin/sh\nenv > '${folder.file("environment")}'\n${lines.join("\n")}\n`, { mode: 0o755 });
  return file;
}

/** An engine that shows a plan. */
const showing = (plan: unknown) => engine(`cat '${folder.write("shown.json", JSON.stringify(plan))}'`);

function review(binary: string, ...more: readonly string[]): ReturnType<typeof called> {
  const saved = ["--plan-file", folder.file("tfplan"), "--in", folder.file("infra")];
  return called("review", ...saved, "--binary", binary, ...more);
}

test("a saved plan is reported on as its JSON is, under the name of the folder that was planned", () => {
  const binary = showing(PLAN);
  const json = folder.file("infra/plan.json");
  writeFileSync(json, JSON.stringify(PLAN));
  for (const format of ["text", "markdown", "sarif"]) {
    const options = ["--format", format, "--date=none", "--fail-on", "gain"];
    const [saved, shown] = [review(binary, ...options), folder.reviewFiles([json], ...options)];
    expect(shown.code).toBe(3);
    expect({ ...saved, out: saved.out.replace(/infra\/tfplan/g, "infra/plan.json") }).toEqual(shown);
  }
  const { name, file } = JSON.parse(review(binary, "--format", "json").out).stacks[0];
  expect(name).toBe("infra");
  expect(file).toMatch(/infra\/tfplan$/);
});

test("the engine is asked to show the plan, in the folder, and nothing else", () => {
  expect(review(showing(PLAN)).code).toBe(0);
  const [infra, plan] = [folder.file("infra"), folder.file("tfplan")];
  expect(folder.read("calls")).toBe(`-chdir=${infra} show -json ${plan}\n`);
  expect(existsSync(join(infra, ".terraform"))).toBe(false);
});

test("the engine gets no credentials of the shell, and no network", () => {
  const binary = showing(PLAN);
  process.env.ARM_CLIENT_SECRET = "canary";
  process.env.TF_VAR_password = "canary";
  try {
    expect(review(binary).code).toBe(0);
  } finally {
    delete process.env.ARM_CLIENT_SECRET;
    delete process.env.TF_VAR_password;
  }
  const environment = folder.read("environment");
  expect(environment).not.toContain("canary");
  expect(environment).toContain("HTTPS_PROXY=http://127.0.0.1:9\n");
});

test("without --plan-file, no engine is started, whatever the shell names", () => {
  process.env.TERRAFORM_BINARY_NAME = showing(PLAN);
  try {
    expect(folder.review(PLAN, "--format", "markdown", "--evidence", folder.file("evidence")).code).toBe(0);
    expect(existsSync(folder.file("environment"))).toBe(false);
    expect(called("review", "--plan-file", folder.file("tfplan"), "--in", folder.file("infra")).code).toBe(0);
    expect(existsSync(folder.file("environment"))).toBe(true);
  } finally {
    delete process.env.TERRAFORM_BINARY_NAME;
  }
});

test("no sensitive value of the plan is in the report", () => {
  const secret = registry({}, { actions: ["update"], after: { name: "hunter2-x" }, after_sensitive: { name: true } });
  const { code, out, error } = review(showing(shownPlan([secret])));
  expect(code).toBe(0);
  expect(`${out}${error}`).not.toContain("hunter2");
});

const FAILED = [
  "printf '╷\\n│ Error: Failed to load plugin schemas\\n│ \\n│ Error while loading schemas\\n│ of azurerm.\\n╵\\n' >&2",
  "exit 1",
].join("\n");

test("where the engine refuses, its words are shown, and what to do", () => {
  const words = "cannot be shown by '[^']+': Failed to load plugin schemas Error while loading schemas of azurerm; ";
  const { code, out, error } = review(engine(FAILED));
  expect({ code, out }).toEqual({ code: 1, out: "" });
  expect(error).toMatch(new RegExp(`tfplan' ${words}run \`init\` in '[^']+/infra', which installs [^\n]+\\.\n$`));
  mkdirSync(folder.file("infra/.terraform"));
  expect(review(engine(FAILED)).error).toMatch(new RegExp(`${words}give a plan that this engine has made`));
});

test.each<[what: string, script: string, message: RegExp]>([
  [
    "quotes a file",
    "printf 'Error: Bad\\n\\n  on a.tf line 1:\\n   1: p = \"hunter2\"\\n\\nSo it is.\\n' >&2; exit 1",
    /: Bad So it is; /,
  ],
  ["says much", `printf 'Error: %s\\n' '${"x".repeat(5_000)}' >&2; exit 1`, /: x{400}…; /],
  ["controls a terminal", "printf 'Error: a\\033]8;;x\\007\\033[2Kb\\342\\200\\256c\\n' >&2; exit 1", /': a[^\p{Cc}\u202e]*c; /u],
  ["says nothing", "exit 1", /: no reason given; /],
  ["is ended", "kill -9 $$", /: SIGKILL; /],
  ["shows nothing", "exit 0", /tfplan' is empty; show the saved plan/],
  ["shows something else", "echo Plan", /tfplan' is not JSON/],
  ["shows a state", `echo '{"format_version":"1.0","values":{}}'`, /is a state that was shown, not a plan/],
  ["shows a plan of another time", `echo '{"format_version":"3.0","planned_values":{}}'`, /has format version '3.0'/],
])("an engine that %s ends in a sentence", (_what, script, message) => {
  const { code, out, error } = review(engine(script));
  expect({ code, out }).toEqual({ code: 1, out: "" });
  expect(error).toMatch(message);
  expect(error).toMatch(/^stack-tools: [^\n]+\.\n$/);
  expect(error).not.toContain("hunter2");
  expect(error.length).toBeLessThan(1_000);
});

test("what is not there is said by its path, before anything runs", () => {
  const binary = showing(PLAN);
  const refused = (plan: string, infra: string, program = binary) => {
    const saved = ["--plan-file", folder.file(plan), "--in", folder.file(infra)];
    const { code, out, error } = called("review", ...saved, "--binary", program);
    expect({ code, out }).toEqual({ code: 1, out: "" });
    return error;
  };
  expect(refused("missing", "infra")).toContain("missing' does not exist");
  expect(refused("tfplan", "missing")).toContain("missing' does not exist");
  expect(refused("tfplan", "tfplan")).toContain("tfplan' is no folder; give the one of the configuration with --in.");
  expect(refused("infra", "infra")).toContain("infra' is a folder; give the plan that `plan -out` has saved.");
  expect(refused("tfplan", "infra", folder.file("none"))).toMatch(
    /--plan-file needs '[^']+none'; install the engine that made the plan, or give --binary\.\nsee .*#terraform-binary/,
  );
  expect(existsSync(folder.file("calls"))).toBe(false);
});

test("an engine that is too old to mock providers may show what it has planned", () => {
  folder.write("shown.json", JSON.stringify(PLAN));
  expect(review(engine(`cat '${folder.file("shown.json")}'`, "Terraform v1.5.7")).code).toBe(0);
});

test("a report does not take the place of the plan", () => {
  const { code, error } = review(showing(PLAN), "--out", folder.file("tfplan"));
  expect(code).toBe(1);
  expect(error).toContain("would overwrite what is read");
  expect(readFileSync(folder.file("tfplan"), "latin1")).toBe("PK\u0003\u0004");
});

test.each<[what: string, args: readonly string[], message: string]>([
  ["no folder", ["--plan-file", "tfplan"], "--in the folder whose init installed its providers"],
  ["no plan", ["--in", "infra"], "--in and --binary need --plan-file"],
  ["an engine for nothing", ["plan.json", "--binary", "tofu"], "--in and --binary need --plan-file"],
  ["an empty path", ["--plan-file", "", "--in", "infra"], "--plan-file needs the path of a plan"],
  ["an empty folder", ["--plan-file", "tfplan", "--in", ""], "--in the folder whose init"],
  ["a plan of each kind", ["plan.json", "--plan-file", "tfplan", "--in", "infra"], "but not both"],
])("%s is wrong usage", (_what, args, message) => {
  const { code, out, error } = called("review", ...args);
  expect({ code, out }).toEqual({ code: 2, out: "" });
  expect(error).toContain(message);
});
