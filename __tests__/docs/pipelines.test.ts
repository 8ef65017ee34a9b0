import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { writeFiles } from "../../packages/terraform-stack-tools/__tests__/support/hand-off";
import { planOptionsIn } from "../../packages/terraform-stack-tools/src/cli/commands/reports";
import {
  isList,
  isObject,
  type Json,
  type JsonObject,
  objectOf,
  textOf,
} from "../../packages/terraform-stack-tools/src/stack/json";

const { safeLoad }: { safeLoad: (text: string) => Json } = require("js-yaml");

function pipeline(file: string): JsonObject {
  return objectOf(safeLoad(readFileSync(join(__dirname, "../../docs/tools/pipelines", file), "utf8")));
}

/** The steps of a pipeline. */
function stepsOf(value: Json | undefined): JsonObject[] {
  return isList(value) ? value.filter(isObject) : [];
}

/** What a platform puts in place of its expressions before a shell reads them. */
const EXPRESSIONS: Readonly<Record<string, string>> = {
  "${{ github.token }}": "token",
  "${{ github.event.number }}": "7",
  "$(System.PullRequest.targetBranchName)": "main",
  "$(System.CollectionUri)": "https://dev.azure.com/contoso/",
  "$(System.TeamProjectId)": "project",
  "$(Build.Repository.ID)": "repository",
  "$(System.PullRequest.PullRequestId)": "7",
  "$(System.AccessToken)": "token",
};

function expanded(text: string): string {
  return Object.entries(EXPRESSIONS).reduce((all, [expression, value]) => all.split(expression).join(value), text);
}

/** Writes down how it is called and what it reads, then writes the reports that it is asked for. */
const PROGRAM = `#!/usr/bin/env node
const { appendFileSync, readFileSync, writeFileSync } = require("node:fs");
const [, program, ...args] = process.argv;
const data = args[args.indexOf("--data") + 1];
const input = args.includes("--data") ? readFileSync(data === "@-" ? 0 : data.slice(1), "utf8") : "";
appendFileSync(process.env.CALLS, JSON.stringify({ program: program.split("/").at(-1), args, input }) + "\\n");
args.forEach((arg, index) => arg === "--out" && writeFileSync(args[index + 1], process.env.REPORT));
const isQuestion = !args.includes("--method") && !args.includes("--data");
if (isQuestion && program.endsWith("gh") && process.env.REFUSED) process.exit(1);
if (isQuestion) process.stdout.write(process.env["ANSWER_" + program.split("/").at(-1)] ?? "");
`;

interface Call {
  readonly program: string;
  readonly args: readonly string[];
  readonly input: string;
}

const REPORT = "**\"quoted\" `$(code)` \\n 'x'**\n";

/** Runs the shell steps in an empty folder, one after the other. */
function calls(steps: readonly JsonObject[], key: "run" | "script", environment: Readonly<Record<string, string>>): Call[] {
  const folder = mkdtempSync(join(tmpdir(), "cdktf-acr-aks-"));
  try {
    const programs = Object.fromEntries(["npm", "npx", "gh", "curl"].map((name) => [`bin/${name}`, PROGRAM]));
    writeFiles(folder, { ...programs, calls: "", "work/.keep": "" });
    Object.keys(programs).map((path) => chmodSync(join(folder, path), 0o755));
    for (const step of steps.filter((one) => key in one)) {
      const settings = Object.entries(objectOf(step.env)).map(([name, value]) => [name, expanded(textOf(value))]);
      const { status, stderr } = spawnSync("bash", ["--noprofile", "--norc", "-e", "-c", expanded(textOf(step[key]))], {
        cwd: join(folder, "work"),
        encoding: "utf8",
        stdio: ["ignore", "pipe", "pipe"],
        env: {
          PATH: [join(folder, "bin"), process.env.PATH].join(delimiter),
          CALLS: join(folder, "calls"),
          REPORT,
          ...environment,
          ...Object.fromEntries(settings),
        },
      });
      const isRefused = "REFUSED" in environment && textOf(step[key]).includes("gh api");
      expect({ step: step[key], status, stderr }).toEqual({ step: step[key], status: isRefused ? 1 : 0, stderr: "" });
    }
    expect(existsSync(join(folder, "work/plan.sarif"))).toBe(true);
    return readFileSync(join(folder, "calls"), "utf8")
      .trim()
      .split("\n")
      .map((line): Call => JSON.parse(line));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function expectPlan([install, synth, plan]: readonly Call[]): void {
  expect([install, synth].map(({ program, args }) => [program, ...args].join(" "))).toEqual(["npm ci", "npx cdktf synth"]);
  expect(plan.args[0]).toBe("terraform-stack-tools");
  expect(planOptionsIn(plan.args.slice(2))).toMatchObject({
    input: "cdktf.out",
    existing: "git:origin/main",
    synthesize: true,
    failOn: ["replace", "delete"],
    reports: [
      { format: "markdown", out: "plan.md" },
      { format: "junit", out: "plan.xml" },
      { format: "sarif", out: "plan.sarif" },
    ],
  });
}

const MARKED = `<!-- stack-tools plan -->\n${REPORT}`;

describe("GitHub Actions", () => {
  const jobs = objectOf(pipeline("plan-github-actions.yml").jobs);
  const steps = stepsOf(objectOf(jobs.plan).steps);
  const environment = { GITHUB_BASE_REF: "main", GITHUB_REPOSITORY: "contoso/shop" };

  test("uses official actions only, with the permissions that they need", () => {
    const actions = steps.flatMap(({ uses }) => (uses === undefined ? [] : [textOf(uses)]));
    expect(actions.length).toBeGreaterThan(3);
    expect(actions.filter((action) => !/^(actions|github|hashicorp)\/[-a-z/]+@[0-9a-f]{40}$/.test(action))).toEqual([]);
    expect(pipeline("plan-github-actions.yml").permissions).toEqual({
      contents: "read",
      "pull-requests": "write",
      "security-events": "write",
    });
  });

  test("no step has an expression in its script, where a branch name would be code", () => {
    expect(steps.filter(({ run }) => textOf(run).includes("${{"))).toEqual([]);
  });

  test.each([
    ["", ["api", "--method", "POST", "repos/contoso/shop/issues/7/comments", "--field", "body=@comment.md", "--silent"]],
    [
      "12\n13\n",
      ["api", "--method", "PATCH", "repos/contoso/shop/issues/comments/12", "--field", "body=@comment.md", "--silent"],
    ],
  ])("plans, and writes one comment where %j are there", (answer, expected) => {
    const all = calls(steps, "run", { ...environment, ANSWER_gh: answer });
    expectPlan(all);
    const [question, change, ...others] = all.slice(3);
    expect(question.args.slice(0, 3)).toEqual(["api", "--paginate", "repos/contoso/shop/issues/7/comments"]);
    expect([change.args, others]).toEqual([expected, []]);
  });
});

test("GitHub Actions writes no second comment where the first one cannot be looked for", () => {
  const steps = stepsOf(objectOf(objectOf(pipeline("plan-github-actions.yml").jobs).plan).steps);
  const all = calls(steps, "run", { GITHUB_BASE_REF: "main", GITHUB_REPOSITORY: "contoso/shop", REFUSED: "1" });
  expect(all.filter(({ program }) => program === "gh").map(({ args }) => args.slice(0, 2))).toEqual([["api", "--paginate"]]);
});

const hasJq = spawnSync("jq", ["--version"]).error === undefined;

describe("Azure Pipelines", () => {
  const steps = stepsOf(pipeline("plan-azure-pipelines.yml").steps);
  const threads = "https://dev.azure.com/contoso/project/_apis/git/repositories/repository/pullRequests/7/threads";
  const others = { id: 3, comments: [{ content: "LGTM" }, { content: MARKED }] };
  const own = { id: 4, comments: [{ content: MARKED }] };
  const deleted = { id: 5, comments: [{ id: 1 }] };

  (hasJq ? test.each : test.skip.each)([
    [[deleted, others], `${threads}?api-version=7.1`, { comments: [{ content: MARKED }], status: "closed" }],
    [[deleted, others, own], `${threads}/4/comments/1?api-version=7.1`, { content: MARKED }],
  ])("plans, and writes one comment where the threads are %j", (value, url, body) => {
    const all = calls(steps, "script", { ANSWER_curl: JSON.stringify({ value }) });
    expectPlan(all);
    const [question, change, ...more] = all.slice(3);
    expect(question.args.at(-1)).toBe(`${threads}?api-version=7.1`);
    expect([change.args.at(-1), JSON.parse(change.input), more]).toEqual([url, body, []]);
    expect(change.args.includes("PATCH")).toBe(value.includes(own));
  });

  test("publishes the results of a plan that fails", () => {
    const publishing = steps.filter((step) => "task" in step || "publish" in step);
    expect(publishing.map(({ condition }) => condition)).toEqual(["succeededOrFailed()", "succeededOrFailed()"]);
  });
});
