import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { lostAddresses, mayBreak } from "../../../tools/release/api-check";
import { releasedPackages, sectionOf } from "../../../tools/release/notes";

const { safeLoad } = require("js-yaml");

const PROJECT = join(__dirname, "../../..");
const read = (path: string) => readFileSync(join(PROJECT, path), "utf8");

describe("the notes of a release", () => {
  const changelog =
    "# Changelog\n\n## 1.1.0 - 2026-12-01\n\n### Added\n\n- `PullCheck`.\n\n## 1.0.0 - 2026-11-01\n\n- First.\n\n## 0.9.0\n";

  test("are the section of its version, with the headings in it", () => {
    expect(sectionOf(changelog, "1.1.0")).toBe("### Added\n\n- `PullCheck`.");
    expect(sectionOf(changelog, "1.0.0")).toBe("- First.");
  });

  test.each(["1.1", "2.0.0", "0.9.0"])("fail without entries for %s", (version) => {
    expect(() => sectionOf(changelog, version)).toThrow(
      `CHANGELOG.md must say what is new in ${version}; add a section '## ${version}' with entries`,
    );
  });

  test.each(["Changed", "Removed"])("fail where something is %s without words for those who upgrade", (heading) => {
    const entry = `# Changelog\n\n## 2.0.0 - 2027-01-01\n\n### ${heading}\n\n- The property \`tier\`.\n`;
    expect(() => sectionOf(entry, "2.0.0")).toThrow("add a heading '### Upgrading'");
    const said = `${entry}\n### Upgrading\n\nRename it.\n`;
    expect(sectionOf(said, "2.0.0")).toContain("Rename it.");
  });

  test("are there for what no release has yet, for each package", () => {
    for (const { folder } of releasedPackages()) {
      const section = sectionOf(read(join(folder, "CHANGELOG.md")), "Unreleased");
      expect(section).toContain("### Added");
      expect(section).toContain("### Upgrading");
    }
  });
});

test("the packages of a release have one version, and an app starts with it", () => {
  const versions = releasedPackages().map(({ name, version }) => [name, version]);
  expect(versions.map(([name]) => name)).toEqual(["cdktf-acr-aks", "create-cdktf-acr-aks", "terraform-stack-tools"]);
  expect(new Set(versions.map(([, version]) => version)).size).toBe(1);
  const tested: Record<string, Record<string, string>> = JSON.parse(read("packages/create-cdktf-acr-aks/src/versions.json"));
  const started = Object.assign({}, ...Object.values(tested));
  expect(started).toMatchObject(Object.fromEntries(versions.filter(([name]) => name in started)));
  expect(started).toHaveProperty("cdktn-acr-aks", started["cdktf-acr-aks"]);
  expect(Object.keys(started)).toEqual(expect.arrayContaining(["cdktf-acr-aks", "terraform-stack-tools"]));
});

describe("the workflow", () => {
  interface Job {
    readonly if?: string;
    readonly needs?: string | readonly string[];
    readonly environment?: string;
    readonly permissions: Readonly<Record<string, string>>;
    readonly steps: readonly { readonly if?: string; readonly run?: string }[];
  }
  const { on, permissions, jobs } = safeLoad(read(".github/workflows/release.yml"));
  const named: ReadonlyMap<string, Job> = new Map(Object.entries<Job>(jobs));

  /** As GitHub does: a job is left out with one that it needs. */
  function runsByHand(name: string): boolean {
    const { if: condition, needs = [] } = named.get(name) as Job;
    return condition === undefined && [needs].flat().every(runsByHand);
  }

  test("comes to a job with an environment, a secret or a permission only by a tag; a trial only builds", () => {
    expect(on).toEqual({ push: { tags: ["v*"] }, workflow_dispatch: null });
    expect(permissions).toEqual({});
    expect([...named].flatMap(([name, job]) => (job.if === undefined ? [] : [[name, job.if]]))).toEqual([
      ["attest", "github.event_name == 'push'"],
    ]);
    expect([...named.keys()].filter(runsByHand)).toEqual(["build"]);
    const { build } = jobs;
    expect([build.environment, build.permissions]).toEqual([undefined, { contents: "read" }]);
    expect(JSON.stringify(build)).not.toContain("secrets.");
    const publishing = [...named].filter(([, { environment }]) => environment === "release").map(([name]) => name);
    expect(publishing).toEqual(["npm", "pypi", "nuget", "maven", "go"]);
  });

  /** What GitHub answers for two rulesets, where the first one restricts nothing. */
  const answering = (...rules: readonly string[]) =>
    `case "$2" in */rulesets?targets=tag) echo 7; echo 8 ;; */rulesets/8) ${rules.map((rule) => `echo ${rule};`).join(" ")} ;; esac`;

  test.each([
    ["anybody may create", answering("update", "non_fast_forward", "deletion"), 1],
    ["anybody may move", answering("creation", "deletion"), 1],
    ["anybody may delete", answering("creation", "update"), 1],
    ["nobody can tell of", "exit 1", 1],
    ["a ruleset protects", answering("deletion", "update", "creation"), 0],
  ])("at a tag that %s, the first step ends as it must", (_, gh, expected) => {
    const [first] = jobs.build.steps;
    expect(first.if).toBe("github.event_name == 'push'");
    const bin = mkdtempSync(join(tmpdir(), "release-"));
    writeFileSync(join(bin, "gh"), `#!/bin/sh\n${gh}\n`, { mode: 0o755 });
    const env = { ...process.env, PATH: `${bin}:${process.env.PATH}`, GITHUB_REF_NAME: "v1.0.0", GITHUB_REPOSITORY: "a/b" };
    const { status, stdout } = spawnSync("sh", ["-ec", first.run], { encoding: "utf8", env });
    rmSync(bin, { recursive: true });
    expect(status).toBe(expected);
    expect(stdout.startsWith("::error::v1.0.0 must be a protected tag; give the repository ")).toBe(expected === 1);
  });
});

describe("the comparison with the last release", () => {
  const snapshots = read("__tests__/unit/stacks/__snapshots__/synthesized.test.ts.snap");
  const TITLE = "the stack pull-grants synthesizes the same 1";

  test("finds an address that a stack no longer has", () => {
    expect(lostAddresses(snapshots, snapshots)).toEqual([]);
    const line = /("azurerm_container_registry": \{\n +"acr)(": \{\n +"admin_enabled)/;
    const renamed = snapshots.replace(line, "$1-2$2");
    expect(lostAddresses(snapshots, renamed)).toEqual([
      `the stack new-cluster synthesizes the same 1: azurerm_container_registry.acr`,
    ]);
    expect(lostAddresses(renamed, snapshots)).toHaveLength(1);
  });

  test("finds a stack that is gone, with each of its addresses", () => {
    const lost = lostAddresses(snapshots, snapshots.replace(TITLE, "another test 1"));
    expect(lost.length).toBeGreaterThan(0);
    expect(lost.every((line) => line.startsWith(`${TITLE}: `))).toBe(true);
  });

  test.each([
    ["1.2.3", "2.0.0", true],
    ["1.2.3", "1.3.0", false],
    ["0.1.0", "0.2.0", false],
    ["0.1.0", "0.1.1", false],
    ["0.9.0", "1.0.0", true],
  ])("from %s to %s may break: %s", (earlier, later, expected) => {
    expect(mayBreak(earlier, later)).toBe(expected);
  });
});
