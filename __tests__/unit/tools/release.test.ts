import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const { safeLoad } = require("js-yaml");

const PROJECT = join(__dirname, "../../..");
const read = (path: string) => readFileSync(join(PROJECT, path), "utf8");

const hasJq = spawnSync("jq", ["--version"]).status === 0;

/** All packages of this repository are released together. */
const FOLDERS = [".", "packages/create-cdktf-acr-aks", "packages/terraform-stack-tools"];

test("the packages of a release have one version, and an app starts with it", () => {
  const manifests = FOLDERS.map((folder) => JSON.parse(read(join(folder, "package.json"))));
  expect(new Set(manifests.map(({ version }) => version)).size).toBe(1);
  const tested: Record<string, Record<string, string>> = JSON.parse(read("packages/create-cdktf-acr-aks/src/versions.json"));
  const [{ version }] = manifests;
  expect(Object.assign({}, ...Object.values(tested))).toMatchObject({
    "cdktf-acr-aks": version,
    "cdktn-acr-aks": version,
    "terraform-stack-tools": version,
  });
});

test.each(FOLDERS)("the changelog of %s says how to upgrade where something is changed or removed", (folder) => {
  const sections = read(join(folder, "CHANGELOG.md")).split(/^## /m).slice(1);
  expect(sections.filter((text) => /^### (Changed|Removed)$/m.test(text) && !/^### Upgrading$/m.test(text))).toEqual([]);
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

  (hasJq ? test : test.skip).each([
    ["", 0, "## terraform-stack-tools\n\n### Upgrading\n"],
    ["v9.9.9", 1, "::error::the tag must be v"],
    [`v${JSON.parse(read("package.json")).version}`, 1, "## cdktf-acr-aks\n"],
  ])("the notes of the tag '%s' have the section of each package, or fail", (tag, expected, text) => {
    const { run } = jobs.build.steps.find(({ id }: { readonly id?: string }) => id === "notes");
    const place = mkdtempSync(join(tmpdir(), "release-"));
    for (const file of FOLDERS.flatMap((folder) => ["package.json", "CHANGELOG.md"].map((name) => join(folder, name)))) {
      cpSync(join(PROJECT, file), join(place, file));
    }
    const env = { ...process.env, RELEASE_TAG: tag };
    const { status, stderr } = spawnSync("bash", ["-eo", "pipefail", "-c", run], { cwd: place, env, encoding: "utf8" });
    const notes = readFileSync(join(place, "dist/release/notes.md"), "utf8");
    rmSync(place, { recursive: true });
    expect([status, notes + stderr]).toEqual([expected, expect.stringContaining(text)]);
  });
});
