import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const PROJECT = join(__dirname, "../../..");

/** What it calls only writes down how it was called, and with which choices. A clone is a folder with the README. */
const PROGRAM = `#!/bin/sh
echo "$(basename "$0") $* [\${ONLY_BINARY-both}] [\${ONLY_GENERATION-both}]\${ONLY_KUBERNETES:+ [$ONLY_KUBERNETES]}" >> "$CALLS"
case "$(basename "$0") $*" in
  "git clone "*) shift 3; mkdir "$1"; cp README.md "$1" ;;
  "git describe "*) [ -n "$RELEASE" ] || exit 1; echo "$RELEASE" ;;
  "git show v0.0.9:"*) cat before ;;
  "npx --no-install jsii-diff "*) exit "\${LOST_API:-0}" ;;
  "git rev-list "*) echo "\${COMMITS:-0}" ;;
  "npm run testbed:get -- --check") exit "\${MISSING:-0}" ;;
  "node --print "*) echo "\${NODE:-24}" ;;
  "npm run --silent testbed:get -- --env") echo "export FROM_TESTBED=1" ;;
  "npm run --silent testbed:get -- --kubernetes") printf '%s\\n' 1.35 1.36 1.37 ;;
  "npm run \${FAILING:-nothing}"*) exit 1 ;;
esac
exit 0
`;
const PROGRAMS = "npm npx node git go zizmor pip python3 checkov apt-get kubectl docker-registry htpasswd skopeo dpkg tar";

/** The synthesized stacks, whose addresses are compared with those of the last release. */
const SNAPSHOTS = "__tests__/unit/stacks/__snapshots__/synthesized.test.ts.snap";

const hasBash = spawnSync("bash", ["--version"]).status === 0;

let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "ci-run-"));
  cpSync(join(PROJECT, ".ci"), join(root, "clone/.ci"), { recursive: true });
  for (const file of ["README.md", "package.json", SNAPSHOTS]) {
    cpSync(join(PROJECT, file), join(root, "clone", file));
  }
  mkdirSync(join(root, "clone/cdktf.out/stacks/one"), { recursive: true });
  writeFileSync(join(root, "clone/cdktf.out/stacks/one/cdk.tf.json"), "{}");
  mkdirSync(join(root, "bin"));
  for (const program of PROGRAMS.split(" ")) {
    writeFileSync(join(root, "bin", program), PROGRAM, { mode: 0o755 });
  }
});

afterEach(() => rmSync(root, { recursive: true }));

function run(args: readonly string[], variables: NodeJS.ProcessEnv = {}) {
  const calls = join(root, "calls");
  writeFileSync(calls, "");
  const { status, stdout, stderr } = spawnSync("bash", args, {
    cwd: join(root, "clone"),
    encoding: "utf8",
    env: { HOME: root, PATH: `${join(root, "bin")}:${process.env.PATH}`, CALLS: calls, ...variables },
  });
  const called = readFileSync(calls, "utf8").trim().split("\n");
  return { status, stdout, stderr, calls: called, runs: called.filter((call) => /^npm (run|--prefix)/.test(call)) };
}

(hasBash ? describe : describe.skip)(".ci/run", () => {
  const slow = (runs: readonly string[]) =>
    runs.filter((call) => /test:(terraform|real|package)/.test(call) && !/\[1\.\d+\]$/.test(call)).sort();

  test("runs the slow suites in part, each commit another one", () => {
    const { status, runs } = run([".ci/run"], { COMMITS: "13" });
    expect([status, slow(runs)]).toEqual([
      0,
      [
        "npm run test:package -- --ci --shard=1/2 [both] [both]",
        "npm run test:real -- --ci --shard=2/5 [both] [5.2]",
        "npm run test:real -- --ci __tests__/real/stacks [both] [both]",
        "npm run test:terraform -- --ci --shard=1/2 [tofu] [both]",
      ],
    ]);
    expect(slow(run([".ci/run"]).runs)[1]).toContain("[4.55]");
  });

  test("runs them whole with --all, with both engines and both generations", () => {
    const { status, stdout, calls, runs } = run([".ci/run", "--all"]);
    expect([status, slow(runs)]).toEqual([
      0,
      [
        "npm run test:package -- --ci --shard=1/1 [both] [both]",
        "npm run test:real -- --ci --shard=1/1 [both] [both]",
        "npm run test:real -- --ci __tests__/real/stacks [both] [both]",
        "npm run test:terraform -- --ci --shard=1/1 [both] [both]",
      ],
    ]);
    expect(stdout).toMatch(/\n0 passed, 0 failed\n$/);
    expect(stdout).toMatch(/\ntook \d+ s: npm run lint\n/);
    expect(calls).toContain("npm test -- --ci __tests__ [both] [both]");
    for (const suite of ["sweeps", "cdktn", "languages", "package"]) {
      expect(runs.filter((call) => call.startsWith(`npm run test:${suite} `))).toHaveLength(1);
    }
  });

  test("runs the strategies on each version of Kubernetes that is here but the newest", () => {
    const { runs } = run([".ci/run"], { COMMITS: "13" });
    const strategies = runs.flatMap(
      (call) => /^npm run test:real -- --ci (--shard=\S+) __tests__\S+ (.*)$/.exec(call)?.slice(1).join(" ") ?? [],
    );
    expect(strategies).toEqual(["--shard=1/2 [both] [5.2] [1.35]", "--shard=1/2 [both] [5.2] [1.36]"]);
  });

  test("says what it leaves out without the programs of the testbed", () => {
    const { status, stdout, runs } = run([".ci/run", "--all"], { MISSING: "1" });
    expect(status).toBe(0);
    expect(stdout).toContain("npm run test:terraform is left out");
    expect(slow(runs)).toEqual([
      "npm run test:package -- --ci --shard=1/1 [both] [both]",
      "npm run test:real -- --ci --shard=1/1 [both] [both]",
    ]);
  });

  const real = "test:real -- --ci --shard=1/5";
  test.each(["lint", "test:terraform", real, "cdktn"])("fails where %s fails", (script) => {
    expect(run([".ci/run"], { FAILING: script }).status).toBe(1);
  });
});

(hasBash ? describe : describe.skip)(".ci/part", () => {
  test("runs one part with the arguments of jest, and names the parts", () => {
    const { status, runs } = run([".ci/part", "sweeps", "--shard=1/3"]);
    expect([status, runs]).toEqual([0, ["npm run test:sweeps -- --ci --shard=1/3 [both] [both]"]]);
    expect(run([".ci/part"])).toMatchObject({
      status: 2,
      stderr: expect.stringContaining("real schemas site sweeps terraform unit workflows"),
    });
  });

  test.each([
    ["nothing", "", "", 0],
    ["an address that is in the release", "v0.0.9", "acr", 1],
    ["an address, where the version is a major one later", "v1.0.0", "acr", 0],
    ["nothing that is in the release", "v0.0.9", "", 0],
    ["a part of the API", "v0.0.9", "api", 1],
  ])("a build that loses %s is told by its end", (_what, RELEASE, lost, expected) => {
    const kept = readFileSync(join(PROJECT, SNAPSHOTS), "utf8");
    writeFileSync(join(root, "clone/before"), lost === "acr" ? kept.replace(/^ {6}"acr"/m, '      "former"') : kept);
    const { status, stdout } = run([".ci/part", "build"], { RELEASE, LOST_API: lost === "api" ? "1" : "0" });
    expect(status).toBe(expected);
    expect(stdout.includes("data azurerm_container_registry.former")).toBe(lost === "acr" && expected === 1);
  });

  test("runs the strategies on one version of Kubernetes that is named", () => {
    const { status, runs } = run([".ci/part", "kubernetes", "--shard=1/2"], { ONLY_KUBERNETES: "1.37" });
    const on = runs.filter((call) => call.startsWith("npm run test:real "));
    expect([status, on]).toEqual([0, [expect.stringMatching(/^npm run test:real -- --ci --shard=1\/2 \S+ .* \[1\.37\]$/)]]);
  });

  test.each([
    ["24", "npm run test:cdktn -- --ci"],
    ["22", "npm exec --yes --package node@24.9.0 -- npm run test:cdktn -- --ci"],
  ])("with Node.js %s here, the suite of cdktn runs by %s", (node, command) => {
    const { status, calls } = run([".ci/part", "cdktn"], { NODE: node });
    expect([status, calls.filter((call) => call.includes("test:cdktn"))]).toEqual([0, [`${command} [both] [both]`]]);
  });

  test("fails where a suite would leave everything out without the programs of the testbed", () => {
    const { status, runs } = run([".ci/part", "real"], { MISSING: "1" });
    expect([status, runs.some((call) => call.includes("test:real"))]).toEqual([1, false]);
  });

  test.each(["sweeps", "real", "kubernetes", "package", "cdktn", "build", "alone"])("fails where its part %s fails", (part) => {
    const scripts: Readonly<Record<string, string>> = { build: "type-check", alone: "type-check", kubernetes: "test:real" };
    const script = scripts[part] ?? `test:${part}`;
    expect(run([".ci/part", part], { FAILING: script }).status).toBe(1);
  });
});
