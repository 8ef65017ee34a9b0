import { execFileSync, spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join, relative } from "node:path";
import { unpinnedLines, usesInCopies, usesInSources } from "../../../tools/action-pins";
import { type Job, jobsOf } from "../../../tools/workflows/jobs";
import { type Command, commandsIn, faultOf, programFault } from "../../support/shell-commands";
import { lockedVersions } from "../../testbed/kubernetes/versions";

const { safeLoad } = require("js-yaml");

const PROJECT = join(__dirname, "../../..");
const { scripts } = JSON.parse(readFileSync(join(PROJECT, "package.json"), "utf8"));

interface Step {
  readonly run?: string;
  readonly "working-directory"?: string;
}

function filesIn(folder: string): string[] {
  return readdirSync(join(PROJECT, folder), { recursive: true, encoding: "utf8" }).map((name) => `${folder}/${name}`);
}

/** The commands of a workflow or of an action. */
function commandsOf(path: string): Command[] {
  const { jobs = {}, runs } = safeLoad(readFileSync(join(PROJECT, path), "utf8"));
  const owners: { steps?: Step[] }[] = [...Object.values<object>(jobs), runs ?? {}];
  const steps = owners.flatMap((owner) => owner.steps ?? []);
  return steps.flatMap((step) => commandsIn(step.run ?? "", step["working-directory"]));
}

const WORKFLOWS = [...filesIn(".github/workflows"), ...filesIn(".github/actions")].filter((path) => path.endsWith(".yml"));

test.each(WORKFLOWS)("every command of %s that needs a file, a script or a program of this repository has it", (path) => {
  expect(commandsOf(path).flatMap((command) => faultOf(command) ?? [])).toEqual([]);
});

test("so do the commands of .ci/run and the scripts of package.json", () => {
  const commands = commandsIn([".ci/run", ".ci/parts"].map((path) => readFileSync(join(PROJECT, path), "utf8")).join("\n"));
  expect(commands.filter(({ words }) => words[0] === "npm").length).toBeGreaterThan(10);
  expect(commands.filter(({ words }) => /^(npm|npx|node)$/.test(words[0])).flatMap((command) => faultOf(command) ?? [])).toEqual(
    [],
  );
  const own = Object.values<string>(scripts).flatMap((script) => commandsIn(script));
  expect(own.flatMap((command) => faultOf(command) ?? [])).toEqual([]);
  const programs = own.map(({ words }) => words[0]).filter((program) => !/^(npm|npx|node|git)$/.test(program));
  expect(programs.flatMap((program) => programFault(".", program) ?? [])).toEqual([]);
});

test.each([
  ["node --import tsx tools/no-such-file.ts", "no file tools/no-such-file.ts in ."],
  ["npm run build && npm run no-such-script", "no script no-such-script in ."],
  ["npm test --prefix .github/publish", "no script test in .github/publish"],
  ["npx --yes terraform-stack-tools plan", "no program terraform-stack-tools in ."],
  [".github/publish/node_modules/.bin/publib-cobol", "no program publib-cobol in .github/publish"],
  [".ci/no-such-program", "no program .ci/no-such-program"],
  ["./README.md", "no program README.md"],
])("a command that lacks something is found: %s", (script, fault) => {
  expect(commandsIn(script, "dist/cdktn").flatMap((command) => faultOf(command) ?? [])).toEqual([fault]);
});

test("no test, tool or benchmark runs the program of a package of this repository before it is built", () => {
  const folders = [
    "__tests__",
    "tools",
    "stacks",
    "packages/create-cdktf-acr-aks/__tests__",
    "packages/terraform-stack-tools/__tests__",
  ];
  const texts = folders.flatMap(filesIn).filter((path) => path.endsWith(".ts"));
  const program = /\.bin\/(terraform-)?terraform-stack-tools|(?<!callsOf\()"npx", \[?"(terraform-)?stack-tools/;
  expect(texts.filter((path) => program.test(readFileSync(join(PROJECT, path), "utf8")))).toEqual([]);
});

function filesOf(...patterns: readonly string[]): string[] {
  const args = ["ls-files", "--cached", "--others", "--exclude-standard", ...patterns];
  return execFileSync("git", args, { cwd: PROJECT, encoding: "utf8" }).trim().split("\n");
}

/** Those of this repository, of its examples and of the apps that the starter writes. */
const workflows = filesOf("*.github/workflows/*.yml");

test("no checkout leaves its token where the next step, or an artifact, finds it", () => {
  const careless = [...workflows, ...filesOf("docs/*.md", "docs/*.yml")].flatMap((path) => {
    const checkouts = readFileSync(join(PROJECT, path), "utf8")
      .split(/uses: actions\/checkout@/)
      .slice(1);
    return checkouts.filter((rest) => !rest.split(/^ *- /m)[0].includes("persist-credentials: false")).map(() => path);
  });
  expect(careless).toEqual([]);
});

const hasBash = spawnSync("bash", ["--version"]).status === 0;

(hasBash ? test : test.skip)("actionlint and zizmor read every workflow, those that others get included", () => {
  expect(workflows.length).toBeGreaterThan(7);
  const bin = mkdtempSync(join(tmpdir(), "given-workflows-"));
  try {
    for (const program of ["go", "zizmor"]) {
      writeFileSync(join(bin, program), `#!/bin/sh\necho "$0 $*"\n`);
      chmodSync(join(bin, program), 0o755);
    }
    const { stdout } = spawnSync("bash", [".ci/part", "workflows"], {
      cwd: PROJECT,
      encoding: "utf8",
      env: { ...process.env, PATH: `${bin}:${process.env.PATH}` },
    });
    for (const program of ["go", "zizmor"]) {
      const lines = stdout.split("\n").filter((line) => line.startsWith(`${join(bin, program)} `));
      const read = lines.flatMap((line) => line.split(" "));
      const listed = [...workflows, "docs/tools/pipelines/github-actions.yml", "docs/tools/pipelines/plan-github-actions.yml"];
      expect(listed.filter((path) => !read.includes(path))).toEqual([]);
    }
  } finally {
    rmSync(bin, { recursive: true });
  }
});

test("every action is pinned by commit, with its version, here and in what others get", () => {
  expect(unpinnedLines()).toEqual([]);
  const places = ["templates", "examples", "docs"];
  expect(places.filter((place) => !usesInCopies().some(({ path }) => path.includes(place)))).toEqual([]);
});

test("what others get has the commits that Dependabot keeps current here; run `npm run docs` if not", () => {
  const pins = new Map(usesInSources().map(({ action, pin }) => [action, pin]));
  expect(usesInSources().filter(({ action, pin }) => pins.get(action) !== pin)).toEqual([]);
  expect(usesInCopies().filter(({ action, pin }) => pins.get(action) !== pin)).toEqual([]);
});

test("Dependabot reads every folder that names an action", () => {
  const { updates } = safeLoad(readFileSync(join(PROJECT, ".github/dependabot.yml"), "utf8"));
  const [{ directories }]: { directories: string[] }[] = updates;
  const folders = usesInSources().map(({ path }) => `/${path.replace(/^\.github\/workflows\/.*|\/action\.yml$/, "")}`);
  expect([...new Set(folders)].filter((folder) => !directories.includes(folder))).toEqual([]);
});

const PARTS = readFileSync(join(PROJECT, ".ci/parts"), "utf8");
const RUN = readFileSync(join(PROJECT, ".ci/run"), "utf8");

const ofPullRequests = jobsOf(PROJECT, ".github/workflows/build.yml");
const ofNights = jobsOf(PROJECT, ".github/workflows/nightly.yml");
const jobs = [...ofPullRequests, ...ofNights];
const parts = [...PARTS.matchAll(/^part_(\w+)\(\)/gm)].map(([, name]) => name);

/** Which part a job runs, and with which arguments and choices. */
const rows = jobs.flatMap(({ steps, matrix }) =>
  steps.flatMap(({ run = "", env }) => {
    const [, part, shard] = /^\.ci\/part (\w+)( --shard="\$SHARD")?$/.exec(run) ?? [];
    return part === undefined ? [] : [{ part, matrix, shard: shard && env.SHARD, env }];
  }),
);

/** What runs on machines of GitHub beside the parts: other versions, which `.ci/run` cannot install. */
const OTHER_JOBS = ["programs", "versions", "typescript"];

test("a pull request starts at most 16 jobs", () => {
  const started = readdirSync(join(PROJECT, ".github/workflows")).filter((name) => {
    const { on } = safeLoad(readFileSync(join(PROJECT, ".github/workflows", name), "utf8"));
    return "pull_request" in on;
  });
  expect(started).toEqual(["build.yml", "codeql.yml"]);
  expect(started.flatMap((name) => jobsOf(PROJECT, `.github/workflows/${name}`)).length).toBeLessThanOrEqual(16);
});

test("no job of a night does what one of a pull request has done", () => {
  const inWords = ({ name, matrix }: Job) => [name, ...Object.values(matrix)].join(" ");
  const done = ofPullRequests.map(inWords);
  expect(ofNights.map(inWords).filter((job) => done.includes(job))).toEqual(["programs"]);
});

test("every part is run for a pull request, but for older versions of Kubernetes, and by .ci/run", () => {
  expect(parts.length).toBeGreaterThan(10);
  const run = ofPullRequests.flatMap(({ steps }) => steps.map((step) => step.run ?? ""));
  expect(parts.filter((part) => !run.some((command) => command.split(" --")[0] === `.ci/part ${part}`))).toEqual(["kubernetes"]);
  const versions = ofNights.filter(({ name }) => name === "kubernetes").map(({ matrix }) => matrix.version);
  expect(versions).toEqual(lockedVersions().slice(0, -1));
  // It runs beside the others there, so that its program itself has to be ended.
  expect(parts.filter((part) => !new RegExp(`^ *(\\w+="\\$\\w+" )?part_${part}\\b`, "m").test(RUN))).toEqual(["real"]);
  expect(RUN).toContain("npm run test:real -- --ci --shard=");
  const own = new Set(jobs.filter(({ steps }) => !steps.some(({ run }) => run?.startsWith(".ci/part"))).map(({ name }) => name));
  expect([...own]).toEqual(OTHER_JOBS);
});

test("the shards of a part are all of them, with each engine, generation and version of Node.js", () => {
  const groups = new Map<string, string[]>();
  for (const { part, matrix, shard } of rows.filter((row) => row.shard !== undefined)) {
    const { shard: _, ...others } = matrix;
    const key = [part, ...Object.values(others)].join(" ");
    groups.set(key, [...(groups.get(key) ?? []), shard ?? ""]);
  }
  for (const shards of groups.values()) {
    expect(shards).toEqual(shards.map((_, index) => `${index + 1}/${shards.length}`));
  }
  const engines = ["terraform terraform", "terraform tofu"];
  const generations = ["real 4.55", "real 5.2"];
  const packages = ["package 20", "package 22", "package 24", "package 26"];
  expect([...groups.keys()].sort()).toEqual([...packages, ...generations, ...engines]);
  const choices = { terraform: "ONLY_BINARY", real: "ONLY_GENERATION", kubernetes: "ONLY_KUBERNETES" };
  for (const [part, name] of Object.entries(choices)) {
    expect(rows.filter((row) => row.part === part && !Object.values(row.matrix).includes(row.env[name]))).toEqual([]);
  }
});

test("the oldest engines run every night, with what the page of versions says", () => {
  const runs = ofNights.flatMap(({ steps }) => steps.filter(({ env }) => env.ENGINES === "oldest").map(({ run }) => run));
  const [, pattern = "nothing"] = /^\.ci\/part terraform '(.+)'$/.exec(runs.join("\n")) ?? [];
  const files = filesOf("__tests__/terraform/*.test.ts").filter((path) => new RegExp(pattern).test(path));
  expect(files.map((path) => basename(path, ".test.ts"))).toEqual(["aks-cluster", "image-pull-secret", "rotation"]);
  expect(readFileSync(join(PROJECT, "docs/reference/compatibility.md"), "utf8")).toContain(
    "oldest Terraform and OpenTofu run the tests of image pull secrets, existing clusters and rotations",
  );
});

test("a job has the programs of the testbed, where its part needs them", () => {
  const [, needing] = /^ +(\w+(?: \| \w+)*)\) find_programs/m.exec(readFileSync(join(PROJECT, ".ci/part"), "utf8")) ?? [];
  const names = needing.split(" | ");
  expect(names).toContain("real");
  const uses = (pattern: RegExp) =>
    jobs.filter(({ steps }) => steps.some(({ run = "" }) => pattern.test(run))).map(({ name }) => name);
  const without = uses(new RegExp(`part (${names.join("|")})\\b`)).filter(
    (name) => !uses(/^npm run testbed:get$/).includes(name),
  );
  expect(without).toEqual([]);
});

test("no job may take longer than 20 minutes", () => {
  expect(jobs.filter(({ minutes }) => !(minutes <= 20)).map(({ name }) => name)).toEqual([]);
});

/** Tests that this repository gives to others. */
const GIVEN = /^packages\/create-cdktf-acr-aks\/templates\//;

test("every test file is in the selection of one suite, and every suite is a part", () => {
  const suites = Object.entries<string>(scripts).filter(([, command]) => /^jest( |$)/.test(command));
  expect(suites.length).toBeGreaterThan(6);
  const jest = require.resolve("jest/bin/jest");
  const selected = suites.flatMap(([name, command]) => {
    const args = [jest, ...command.split(" ").slice(1), "--listTests", "--json"];
    const files: string[] = JSON.parse(execFileSync(process.execPath, args, { cwd: PROJECT, encoding: "utf8" }));
    return files.map((file) => [relative(PROJECT, file), name] as const);
  });
  const suitesOf = new Map<string, string[]>();
  for (const [file, name] of selected) {
    suitesOf.set(file, [...(suitesOf.get(file) ?? []), name]);
  }
  const files = filesOf("*.test.ts").filter((file) => !GIVEN.test(file));
  expect(files.filter((file) => suitesOf.get(file)?.length !== 1)).toEqual([]);
  const isRun = (name: string) =>
    (name === "test" ? readFileSync(join(PROJECT, "README.md"), "utf8") : PARTS).includes(
      name === "test" ? "npm test" : `npm run ${name} `,
    );
  expect(suites.map(([name]) => name).filter((name) => !isRun(name))).toEqual([]);
}, 300_000);

describe("a job in a fresh clone", () => {
  let root: string;

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), "workflow-jobs-"));
  });

  afterEach(() => rmSync(root, { recursive: true }));

  const WORKFLOW = ".github/workflows/build.yml";
  const FILES = {
    [WORKFLOW]: `
jobs:
  greet:
    timeout-minutes: 5
    strategy: { matrix: { word: [hello, bye], shard: [1/2, 2/2] } }
    steps:
      - uses: actions/checkout@0
      - uses: ./.github/actions/prepare
        with: { loud: "true" }
      - run: test ! -e not-in-the-commit && echo "$WORD" > said
        env: { WORD: "\${{ matrix.word }} \${{ matrix.shard }}" }
      - run: cat ../said
        working-directory: folder
      - run: "false"
      - run: echo never
`,
    ".github/actions/prepare/action.yml": `
inputs: { loud: { default: "false" } }
runs:
  steps:
    - { run: echo quiet, if: "inputs.loud == 'false'" }
    - { run: echo loud, if: "inputs.loud == 'true'" }
`,
    "folder/file": "",
  };

  const git = (...args: readonly string[]) =>
    execFileSync("git", ["-c", "user.name=a", "-c", "user.email=a@b.c", ...args], { cwd: root });

  function commit(): void {
    for (const [path, content] of Object.entries(FILES)) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), content);
    }
    git("init", "--quiet");
    git("add", ".");
    git("commit", "--quiet", "--message", "first");
    writeFileSync(join(root, "not-in-the-commit"), "");
  }

  const steps = ({ steps: all }: Job) => all.map(({ run, uses }) => run ?? uses);

  test("has the steps of its own actions, and the values of the matrix", () => {
    commit();
    const [first, ...others] = jobsOf(root, WORKFLOW);
    expect(others.map(({ matrix }) => matrix)).toContainEqual({ word: "bye", shard: "2/2" });
    expect(steps(first).slice(0, 2)).toEqual(["actions/checkout@0", "echo loud"]);
    expect(first.steps[2].env).toEqual({ WORD: "hello 1/2" });
  });

  const runJob = (...args: readonly string[]) =>
    spawnSync(process.execPath, ["--import", "tsx", join(PROJECT, "tools/workflows/run-job.ts"), "--project", root, ...args], {
      cwd: PROJECT,
      encoding: "utf8",
    });

  (hasBash ? test : test.skip)("runs its commands in order, until one fails, and tells their times", () => {
    commit();
    const { status, stdout } = runJob("greet", "word=hello", "shard=1/2");
    expect(status).toBe(1);
    expect(stdout).toMatch(
      /left to GitHub: actions\/checkout@0\n[\s\S]*ok after \d+ s[^:]*: echo loud\n[\s\S]*hello 1\/2\nok after \d+ s[^:]*: cat \.\.\/said\nFAILED with 1 after \d+ s[^:]*: false\ngreet FAILED in/,
    );
    expect(stdout).not.toContain("never");
  });

  test("asks for one row of the matrix, and for a job that exists", () => {
    commit();
    expect(runJob("greet", "word=bye")).toMatchObject({
      status: 2,
      stderr: expect.stringContaining("word=bye shard=1/2, word=bye shard=2/2"),
    });
    expect(runJob("greet", "word=hi")).toMatchObject({
      status: 2,
      stderr: expect.stringContaining("Choose one row of the matrix of greet: word=hello shard=1/2, "),
    });
    const refusals: readonly [string, ...string[]][] = [
      ["has no job greed; did you mean greet?", "greed"],
      ["has no job other; choose one of greet.", "other"],
      ["has no job without a name; choose one of greet.", ""],
      ["There is no workflow none.yml in ", "greet", "--workflow", "none.yml"],
      ["Unknown option '--words'.", "greet", "--words"],
    ];
    for (const [message, ...args] of refusals) {
      expect(runJob(...args)).toMatchObject({
        status: 2,
        stderr: expect.stringMatching(new RegExp(`^[^\\n]*${message.replace(/[?.]/g, "\\$&")}`)),
      });
    }
  });
});
