import { execFileSync, spawn } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { transpileModule } from "typescript";

/** A fault that a test must notice. */
interface Mutation {
  /** What stands in one source file, once. In which one is not said, since code moves. */
  readonly text: string;
  readonly replacement: string;
  /** What a user would suffer. */
  readonly harm: string;
  /** The stems of test files, one of which must go red. */
  readonly tests: readonly string[];
}

const ROOT = join(__dirname, "../..");
const SOURCES = ["src/*.ts", "packages/*/src/*.ts"];
/** What `npm test` runs, which leaves the attacks to the sweeps. */
const TESTS = [
  "__tests__/unit/*.test.ts",
  "__tests__/unit/stacks/synthesized.test.ts",
  "packages/*/__tests__/*.test.ts",
  ":!packages/*/__tests__/attacks/*",
];
const JEST = [join(ROOT, "node_modules/jest/bin/jest.js"), "--ci", "--maxWorkers=1", "--silent", "--colors=false"];

/** What stands in the mutated file otherwise, to be put back whatever happens. */
let original: { readonly file: string; readonly source: string } | undefined;

function restore(): void {
  if (original !== undefined) {
    writeFileSync(original.file, original.source);
    original = undefined;
  }
}

function tracked(patterns: readonly string[]): string[] {
  const listed = execFileSync("git", ["ls-files", "-z", "--", ...patterns], { cwd: ROOT, encoding: "utf8" });
  return listed.split("\0").filter((path) => path !== "");
}

/** A mutation as it can be tried. */
interface Trial {
  readonly file: string;
  readonly source: string;
  readonly mutated: string;
  readonly tests: readonly string[];
}

/** Undefined for a text that is in no file, in several, or twice in one, and for a replacement that is no TypeScript. */
function trialOf(
  { text, replacement, tests: stems }: Mutation,
  sources: ReadonlyMap<string, string>,
): Trial | undefined {
  const [found, ...others] = [...sources].filter(([, source]) => source.includes(text));
  if (found === undefined || others.length > 0 || found[1].split(text).length > 2) {
    return undefined;
  }
  const [path, source] = found;
  const mutated = source.replace(text, () => replacement);
  const { diagnostics = [] } = transpileModule(mutated, { reportDiagnostics: true });
  const tests = tracked(TESTS).filter((test) => stems.includes(basename(test, ".test.ts")));
  return diagnostics.length > 0 || tests.length === 0 ? undefined : { file: join(ROOT, path), source, mutated, tests };
}

/** The paths of those that are red. */
function redOnes(tests: readonly string[], ...options: readonly string[]): Promise<string[]> {
  const jest = spawn(process.execPath, [...JEST, ...options, "--runTestsByPath", ...tests], { cwd: ROOT });
  let output = "";
  jest.stdout.resume();
  jest.stderr.on("data", (part) => {
    output += part;
  });
  return new Promise((resolve, reject) =>
    jest.on("error", reject).on("close", (code) => {
      const red = [...output.matchAll(/^FAIL (\S+)/gm)].map(([, path]) => path);
      return (code === 0) === (red.length === 0) ? resolve(red) : reject(new Error(output));
    }),
  );
}

/** The path of the test that notices it. */
async function killerOf({ file, source, mutated, tests }: Trial): Promise<string | undefined> {
  original = { file, source };
  writeFileSync(file, mutated);
  try {
    const [killer] = await redOnes(tests, "--bail");
    return killer;
  } finally {
    restore();
  }
}

/** @param stems of tests, to try only what one of them must notice */
async function main(stems: readonly string[]): Promise<void> {
  const list: readonly Mutation[] = JSON.parse(readFileSync(join(__dirname, "mutations.json"), "utf8"));
  const sources = new Map(tracked(SOURCES).map((path) => [path, readFileSync(join(ROOT, path), "utf8")]));
  const trials = list
    .filter(({ tests }) => stems.length === 0 || tests.some((stem) => stems.includes(stem)))
    .map((mutation) => ({ mutation, trial: trialOf(mutation, sources) }));
  const red = await redOnes([...new Set(trials.flatMap(({ trial }) => trial?.tests ?? []))]);
  const counts = { killed: 0, SURVIVED: 0, "cannot be tried": 0 };
  for (const { mutation, trial } of trials) {
    const isTried = trial !== undefined && !trial.tests.some((test) => red.includes(test));
    const killer = isTried ? await killerOf(trial) : undefined;
    const untold = isTried ? "SURVIVED" : "cannot be tried";
    const result = killer === undefined ? untold : "killed";
    counts[result]++;
    console.log(`${result}: ${mutation.harm} (${killer ?? JSON.stringify(mutation.text)})`);
  }
  console.log(
    Object.entries(counts)
      .map(([result, count]) => `${count} ${result}`)
      .join(", "),
  );
  process.exitCode = counts.killed === trials.length ? 0 : 1;
}

process.on("exit", restore);
for (const signal of ["SIGHUP", "SIGINT", "SIGTERM"]) {
  process.on(signal, () => process.exit(1));
}
void main(process.argv.slice(2));
