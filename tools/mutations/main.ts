import { execFileSync, spawn } from "node:child_process";
import { openSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, join, relative } from "node:path";
import { transpileModule } from "typescript";
import { drawn, faulty, marked, roomOf, type Trial } from "./faults";

/** A fault that a test must notice. */
interface Mutation {
  /** What stands once in one source file, and in no other. Code moves, so its path is not said. */
  readonly text: string;
  readonly replacement: string;
  /** What a user would suffer. */
  readonly harm: string;
  /** The stems of test files, one of which must go red. */
  readonly tests: readonly string[];
}

/** What jest writes. */
interface Report {
  readonly testResults: { name: string; status: string; startTime: number; endTime: number }[];
}

const ROOT = join(__dirname, "../..");
const COPIES = ["1", "2"].map((name) => join(ROOT, "dist/mutations", name));
const SOURCES = [
  "src/*.ts",
  "packages/*/src/*.ts",
  "tools/*.ts",
  "__tests__/testbed/*.ts",
  "packages/*/templates/*.mjs",
  ".ci/*",
  ":!*.test.ts",
];
const DRAWN = /^(?:src|packages\/[^/]+\/src)\//;
/** Tests of what users call, which are a level of their own. */
const PROGRAM = /__tests__\/(?:cli|review|golden|unit\/(?:stacks|together))\//;
const JEST = "node_modules/jest/bin/jest.js";
const OPTIONS = ["--ci", "--silent", "--testTimeout=60000", "--testSequencer=./tools/mutations/order.js"];
const MARK = "./tools/mutations/mark.js";
const MARKING = ["--maxWorkers=2", "--json", "--outputFile=report.json", `--setupFilesAfterEnv=${MARK}`];

const stemOf = (test: string) => basename(test, ".test.ts");

function run(program: string, ...args: readonly string[]): string[] {
  return execFileSync(program, args, { cwd: ROOT, encoding: "utf8" }).trim().split("\n");
}

function removeCopies(): void {
  rmSync(join(ROOT, "dist/mutations"), { recursive: true, force: true });
  run("git", "worktree", "prune");
}

/** What git tracks, as it is now, with what is installed and built. */
function makeCopies(): void {
  removeCopies();
  const [commit] = run("git", "stash", "create");
  const others = run("git", "ls-files", "--others", "--ignored", "--exclude-standard", "--directory");
  const needed = others.filter((path) => /(?:^|\/)(?:node_modules|lib|\.jsii)\/?$/.test(path));
  for (const folder of COPIES) {
    run("git", "worktree", "add", "--quiet", "--detach", folder, commit === "" ? "HEAD" : commit);
    run("cp", "-al", "--parents", ...needed, folder);
  }
}

/** Runs tests in their order, and tells the first one that is red. */
async function redOne(folder: string, tests: readonly string[], ...options: string[]): Promise<string | undefined> {
  if (tests.length === 0) {
    return undefined;
  }
  const args = [JEST, ...OPTIONS, ...options, "--runTestsByPath", ...tests.map((test) => join(folder, test))];
  const log = `${folder}.log`;
  // In a process group of its own, since a fault may end that of its test. A pipe would wait for programs that are left.
  const timed = ["--signal=KILL", `${60 + 10 * tests.length}`, process.execPath, ...args];
  const jest = spawn("timeout", timed, { cwd: folder, stdio: ["ignore", "ignore", openSync(log, "w")] });
  return new Promise((resolve) =>
    jest.on("exit", (code) => {
      const [, red = "it hangs"] = /^FAIL (\S+)/m.exec(readFileSync(log, "utf8")) ?? [];
      resolve(code === 0 ? undefined : red);
    }),
  );
}

async function killerOf(trial: Trial, tests: readonly string[], folder: string): Promise<string | undefined> {
  writeFileSync(join(folder, trial.path), faulty(trial));
  const killer = await redOne(folder, tests, "--bail", "--maxWorkers=1");
  writeFileSync(join(folder, trial.path), trial.source);
  return killer;
}

/** Tries each in the copy that is free. */
async function inCopies(trials: readonly Trial[], each: (one: Trial, folder: string) => Promise<void>): Promise<void> {
  const queue = trials.values();
  const work = COPIES.map(async (folder) => {
    for (const trial of queue) {
      await each(trial, folder);
    }
  });
  await Promise.all(work);
}

/** With the tests that run each fault and are green without it, the fastest first. */
async function withRunners(trials: readonly Trial[], tests: readonly string[]): Promise<Trial[]> {
  const [folder] = COPIES;
  for (const { path, source } of trials.filter((trial) => trial.path.endsWith(".ts"))) {
    const faults = [...trials.entries()].filter(([, trial]) => trial.path === path);
    writeFileSync(join(folder, path), marked(source, faults, join(folder, MARK)));
  }
  await redOne(folder, tests, ...MARKING);
  run("git", "-C", folder, "checkout", "--quiet", ".");
  const marks = new Set(readFileSync(join(folder, "marks"), "utf8").split("\n"));
  const { testResults }: Report = JSON.parse(readFileSync(join(folder, "report.json"), "utf8"));
  const green = testResults.filter(({ status }) => status !== "failed");
  green.sort((one, other) => one.endTime - one.startTime - (other.endTime - other.startTime));
  return trials.map((trial, fault) => {
    const runners = green.map(({ name }) => name).filter((name) => marks.has(`${fault} ${name}`));
    return { ...trial, tests: [...new Set([...trial.tests, ...runners.map((name) => relative(folder, name))])] };
  });
}

/** Tries each until a test notices it. */
async function tryAll(trials: readonly Trial[], tests: readonly string[]): Promise<void> {
  const killers: string[] = [];
  await inCopies(trials, async (trial, folder) => {
    const killer = await killerOf(trial, trial.tests, folder);
    killers.push(...(killer === undefined ? [] : [killer]));
    console.log(`${killer === undefined ? "SURVIVED" : "killed"}: ${trial.told} (${killer ?? trial.path})`);
  });
  const red = await redOne(
    COPIES[0],
    tests.filter((test) => killers.includes(test)),
  );
  console.log(`${killers.length} of ${trials.length} killed, ${red ?? "no test"} is red without a fault`);
  process.exitCode = red === undefined && killers.length === trials.length ? 0 : 1;
}

/** Tells which test files notice something that no other one of their level does. */
async function ask(trials: readonly Trial[], tests: readonly string[]): Promise<void> {
  const open = new Set(tests);
  const fewest = [...trials].sort((one, other) => one.tests.length - other.tests.length);
  await inCopies(fewest, async (trial, folder) => {
    for (const isProgram of [false, true]) {
      const level = trial.tests.filter((test) => PROGRAM.test(test) === isProgram);
      const asked = level.filter((test) => open.has(test));
      const killer = await killerOf(trial, asked, folder);
      const others = level.filter((test) => test !== killer);
      if (killer !== undefined && (await killerOf(trial, others, folder)) === undefined && open.delete(killer)) {
        console.log(`${killer} alone: ${trial.told}`);
      }
    }
  });
  console.log(`${open.size} of ${tests.length} test files notice nothing alone:\n${[...open].join("\n")}`);
}

/** Without tests if the text is in no file, in several, or twice in one, or if what is put there is no TypeScript. */
function trialOf(mutation: Mutation, sources: ReadonlyMap<string, string>, tests: readonly string[]): Trial {
  const { text, replacement, harm: told } = mutation;
  const [found = ["nowhere", ""], ...others] = [...sources].filter(([, source]) => source.includes(text));
  const [path, source] = found;
  const start = source.indexOf(text);
  const trial = { path, source, start, end: start + text.length, replacement, told };
  const { diagnostics = [] } = transpileModule(path.endsWith(".ts") ? faulty(trial) : "", { reportDiagnostics: true });
  const isFine = others.length === 0 && source.split(text).length === 2 && diagnostics.length === 0;
  return { ...trial, tests: tests.filter((test) => isFine && mutation.tests.includes(stemOf(test))) };
}

/** @param args `--drawn` or `--ask`, and rooms, or stems of test files */
async function main(args: readonly string[]): Promise<void> {
  const names = args.filter((name) => !name.startsWith("--"));
  const isNamed = ({ path, tests }: Trial) =>
    names.length === 0 || [roomOf(path), ...tests.map(stemOf)].some((name) => names.includes(name));
  const tests = run(process.execPath, JEST, "--listTests").map((test) => relative(ROOT, test));
  const paths = run("git", "ls-files", ...SOURCES);
  const sources = new Map(paths.map((path) => [path, readFileSync(join(ROOT, path), "utf8")]));
  const list: readonly Mutation[] = JSON.parse(readFileSync(join(__dirname, "mutations.json"), "utf8"));
  const listed = list.map((mutation) => trialOf(mutation, sources, tests)).filter(isNamed);
  makeCopies();
  if (names.length === args.length) {
    return tryAll(listed, tests);
  }
  const random = drawn(new Map([...sources].filter(([path]) => DRAWN.test(path)))).filter(isNamed);
  if (args.includes("--drawn")) {
    return tryAll(await withRunners(random, tests), tests);
  }
  return ask(await withRunners([...listed, ...random], tests), tests);
}

process.on("exit", removeCopies);
for (const signal of ["SIGHUP", "SIGINT", "SIGTERM"]) {
  process.on(signal, () => process.exit(1));
}
void main(process.argv.slice(2));
