import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { jobsOf } from "../../support/workflow-jobs";

const PROJECT = join(__dirname, "../../..");
const { scripts } = JSON.parse(readFileSync(join(PROJECT, "package.json"), "utf8"));
const PARTS = readFileSync(join(PROJECT, ".ci/parts"), "utf8");
const RUN = readFileSync(join(PROJECT, ".ci/run"), "utf8");

const jobs = jobsOf(PROJECT, ".github/workflows/build.yml");
const parts = [...PARTS.matchAll(/^part_(\w+)\(\)/gm)].map(([, name]) => name);

/** Which part a job runs, and with which arguments and choices. */
const rows = jobs.flatMap(({ steps, matrix }) =>
  steps.flatMap(({ run = "", env }) => {
    const [, part, shard] = /^\.ci\/part (\w+)( --shard="\$SHARD")?$/.exec(run) ?? [];
    return part === undefined ? [] : [{ part, matrix, shard: shard && env.SHARD, env }];
  }),
);

/** What runs on machines of GitHub beside the parts: other versions, which `.ci/run` cannot install. */
const OTHER_JOBS = ["programs", "versions", "typescript", "jsii"];

test("every part is run by the workflow, and by .ci/run", () => {
  expect(parts.length).toBeGreaterThan(10);
  expect(parts.filter((part) => !rows.some((row) => row.part === part))).toEqual([]);
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
  expect([...groups.keys()]).toEqual(["sweeps", ...engines, ...generations, "package 20", "package 22", "package 24"]);
  expect(rows.filter(({ part }) => part === "unit").map(({ matrix }) => matrix.node)).toEqual(["20", "22", "24"]);
  const choices = { terraform: "ONLY_BINARY", real: "ONLY_GENERATION" };
  for (const [part, name] of Object.entries(choices)) {
    expect(rows.filter((row) => row.part === part && !Object.values(row.matrix).includes(row.env[name]))).toEqual([]);
  }
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
  const listed = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard", "*.test.ts"], {
    cwd: PROJECT,
    encoding: "utf8",
  });
  const files = listed.split("\n").filter((file) => file !== "" && !GIVEN.test(file));
  expect(files.filter((file) => suitesOf.get(file)?.length !== 1)).toEqual([]);
  const isRun = (name: string) =>
    (name === "test" ? readFileSync(join(PROJECT, "README.md"), "utf8") : PARTS).includes(
      name === "test" ? "npm test" : `npm run ${name} `,
    );
  expect(suites.map(([name]) => name).filter((name) => !isRun(name))).toEqual([]);
}, 300_000);
