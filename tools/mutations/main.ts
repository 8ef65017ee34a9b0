import { type ChildProcess, execFileSync, fork } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join, relative } from "node:path";
import { transpileModule } from "typescript";
import { drawn, type Fault, faulty, roomOf } from "./draw";
import type { Answer } from "./worker";

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

/** A fault as it can be tried. */
interface Trial extends Fault {
  /** The file without it. */
  readonly source: string;
  readonly told: string;
  /** Those that may notice it, the fastest first. */
  readonly tests: readonly string[];
}

type Coverage = Record<string, Answer>;

const ROOT = join(__dirname, "../..");
const SOURCES = ["src/*.ts", "packages/*/src/*.ts", "tools/*.ts", "__tests__/testbed/*.ts", ".ci/*", ":!*.test.ts"];
const DRAWN = /^(?:src|packages\/[^/]+\/src)\//;
/** In milliseconds, after which a test that hangs has noticed the fault. */
const LIMIT = 120_000;
/** In bytes, with which a process makes room for a new one. */
const MEMORY = 1.5e9;
/** Where the same is not tested as in the other folders, but as a user meets it. */
const PROGRAM = /__tests__\/(?:cli|review|golden|unit\/(?:stacks|together))\//;

const run = (program: string, ...args: readonly string[]) =>
  execFileSync(program, args, { cwd: ROOT, encoding: "utf8" });
const tracked = (...patterns: readonly string[]) =>
  run("git", "ls-files", "-z", "--", ...patterns)
    .split("\0")
    .slice(0, -1);

/** What git tracks, as it is now, with what is installed and built. One process runs its tests. */
class Copy {
  private worker?: ChildProcess;

  constructor(
    commit: string,
    private readonly folder: string,
  ) {
    this.remove();
    run("git", "worktree", "add", "--quiet", "--detach", folder, commit);
    const others = run("git", "ls-files", "--others", "--ignored", "--exclude-standard", "--directory").split("\n");
    run(
      "cp",
      "-al",
      "--parents",
      ...others.filter((path) => /(?:^|\/)(?:node_modules|lib|\.jsii)\/?$/.test(path)),
      folder,
    );
  }

  remove(): void {
    this.stop();
    rmSync(this.folder, { recursive: true, force: true });
    run("git", "worktree", "prune");
  }

  private stop(): void {
    if (this.worker?.pid !== undefined && this.worker.connected) {
      process.kill(-this.worker.pid, "SIGKILL");
    }
    this.worker = undefined;
  }

  /** Red for a test that hangs, or ends its process. */
  async run(test: string, isForLines = false): Promise<Answer> {
    if (this.worker?.connected !== true) {
      const module = join(this.folder, "tools/mutations/worker.ts");
      this.worker = fork(module, { cwd: this.folder, detached: true, stdio: ["ignore", "ignore", "ignore", "ipc"] });
    }
    const { worker } = this;
    const hung: Answer = { isRed: true, milliseconds: LIMIT, memory: Number.POSITIVE_INFINITY, lines: {} };
    let timer: NodeJS.Timeout | undefined;
    const answer = await new Promise<Answer>((resolve) => {
      timer = setTimeout(resolve, isForLines ? 5 * LIMIT : LIMIT, hung);
      worker.once("message", resolve).once("exit", () => resolve(hung));
      worker.send({ test, isForLines });
    });
    clearTimeout(timer);
    worker.removeAllListeners();
    if (answer.memory > MEMORY) {
      this.stop();
    }
    return answer;
  }

  /** Whether a test is red with a fault, and green without. */
  async notices(test: string, trial: Trial): Promise<boolean> {
    const file = join(this.folder, trial.path);
    for (let time = 0; time < 2; time++) {
      writeFileSync(file, faulty(trial.source, trial));
      const { isRed } = await this.run(test);
      writeFileSync(file, trial.source);
      if (!isRed || !(await this.run(test)).isRed) {
        return isRed;
      }
      // An earlier fault may have left something in the process.
      this.stop();
    }
    return false;
  }
}

/** Two at a time, each in a copy of its own. */
class Bench {
  readonly commit = run("git", "stash", "create").trim() || "HEAD";
  private readonly copies: Copy[] = [];

  constructor() {
    process.on("exit", () => this.copies.map((copy) => copy.remove()));
    for (const signal of ["SIGHUP", "SIGINT", "SIGTERM"]) {
      process.on(signal, () => process.exit(1));
    }
    this.copies.push(...["1", "2"].map((name) => new Copy(this.commit, join(ROOT, "dist", `mutations-${name}`))));
  }

  async each<T>(work: readonly T[], each: (one: T, copy: Copy) => Promise<void>): Promise<void> {
    const queue = [...work];
    const next = async (copy: Copy): Promise<void> => {
      const one = queue.shift();
      if (one !== undefined) {
        await each(one, copy);
        await next(copy);
      }
    };
    await Promise.all(this.copies.map(next));
  }
}

/** What each test file runs, which is kept until a file changes. */
async function coverageOf(tests: readonly string[], bench: Bench): Promise<Coverage> {
  const tree = run("git", "rev-parse", `${bench.commit}^{tree}`).trim();
  const file = join(ROOT, "node_modules/.cache/mutations", `${tree}.json`);
  if (!existsSync(file)) {
    const coverage: Coverage = {};
    await bench.each(tests, async (test, copy) => {
      coverage[test] = await copy.run(test, true);
    });
    rmSync(dirname(file), { recursive: true, force: true });
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, JSON.stringify(coverage));
  }
  return JSON.parse(readFileSync(file, "utf8"));
}

const lineAt = (source: string, offset: number) => source.slice(0, offset).split("\n").length;

/** The tests that run a fault, if they are green without it, the fastest first. */
function runners({ path, start, end }: Fault, source: string, coverage: Coverage): string[] {
  const first = lineAt(source, start);
  const last = lineAt(source, end);
  return Object.entries(coverage)
    .filter(([, { isRed, lines }]) => !isRed && lines[path]?.some((line) => line >= first && line <= last))
    .sort(([, one], [, other]) => one.milliseconds - other.milliseconds)
    .map(([test]) => test);
}

/** The text itself as a path, if it is in no file, in several, or twice in one, or if the replacement is no TypeScript. */
function placeOf(
  { text, replacement }: Mutation,
  sources: ReadonlyMap<string, string>,
): { path: string; start: number } {
  const [found, ...others] = [...sources].filter(([, source]) => source.includes(text));
  if (found === undefined || others.length > 0 || found[1].split(text).length > 2) {
    return { path: text, start: 0 };
  }
  const [path, source] = found;
  const isFine = !path.endsWith(".ts") || isTypeScript(source.replace(text, () => replacement));
  return { path: isFine ? path : text, start: source.indexOf(text) };
}

const isTypeScript = (text: string) => transpileModule(text, { reportDiagnostics: true }).diagnostics?.length === 0;

/** Tries each until a test notices it. */
async function tryAll(trials: readonly Trial[], bench: Bench): Promise<void> {
  let killed = 0;
  await bench.each(trials, async (trial, copy) => {
    let killer: string | undefined;
    for (const test of trial.tests) {
      killer ??= (await copy.notices(test, trial)) ? test : undefined;
    }
    killed += killer === undefined ? 0 : 1;
    const untold = trial.tests.length === 0 ? "cannot be tried" : `SURVIVED ${trial.tests.length} tests`;
    console.log(`${killer === undefined ? untold : "killed"}: ${trial.told} (${killer ?? trial.path})`);
  });
  console.log(`${killed} of ${trials.length} killed`);
  process.exitCode = killed === trials.length ? 0 : 1;
}

/** Tells which test files notice something that no other one of their level does. */
async function ask(trials: readonly Trial[], tests: readonly string[], bench: Bench): Promise<void> {
  const open = new Set(tests);
  const fewest = [...trials].sort((one, other) => one.tests.length - other.tests.length);
  await bench.each(fewest, async (trial, copy) => {
    for (const isProgram of [false, true]) {
      const level = trial.tests.filter((test) => PROGRAM.test(test) === isProgram);
      const killers: string[] = [];
      for (const test of [...level.filter((test) => open.has(test)), ...level.filter((test) => !open.has(test))]) {
        // Neither a fault that two notice tells anything, nor one that none of the open ones does.
        const isDecided = killers.length > 1 || (killers.length === 0 && !open.has(test));
        if (!isDecided && (await copy.notices(test, trial))) {
          killers.push(test);
        }
      }
      const [killer, ...others] = killers;
      if (others.length === 0 && open.delete(killer)) {
        console.log(`${killer} alone: ${trial.told}`);
      }
    }
  });
  console.log(`Of ${tests.length}, these have no fault of their own:\n${[...open].join("\n")}`);
}

/** @param args `--drawn` or `--ask`, and names of rooms, or of test files */
async function main(args: readonly string[]): Promise<void> {
  const names = args.filter((name) => !name.startsWith("--"));
  const isNamed = ({ path, tests }: Trial) =>
    names.length === 0 || [roomOf(path), ...tests.map(stemOf)].some((name) => names.includes(name));
  const sources = new Map(tracked(...SOURCES).map((path) => [path, readFileSync(join(ROOT, path), "utf8")]));
  const jest = join(ROOT, "node_modules/jest/bin/jest.js");
  const tests = run(process.execPath, jest, "--listTests").trim().split("\n");
  const paths = tests.map((path) => relative(ROOT, path));
  const list: readonly Mutation[] = JSON.parse(readFileSync(join(__dirname, "mutations.json"), "utf8"));
  const listed = list.map((mutation): Trial => {
    const { text, replacement, harm: told } = mutation;
    const { path, start } = placeOf(mutation, sources);
    const named = path === text ? [] : paths.filter((test) => mutation.tests.includes(stemOf(test)));
    return { path, start, end: start + text.length, replacement, source: sources.get(path) ?? "", told, tests: named };
  });
  const bench = new Bench();
  if (args.every((name) => names.includes(name))) {
    await tryAll(listed.filter(isNamed), bench);
    return;
  }
  const coverage = await coverageOf(paths, bench);
  const pool = new Map([...sources].filter(([path]) => DRAWN.test(path)));
  const random = drawn(pool).map((fault): Trial => {
    const source = sources.get(fault.path) ?? "";
    const text = source.slice(fault.start, fault.end);
    const told = `line ${lineAt(source, fault.start)}: ${JSON.stringify(text)} becomes ${JSON.stringify(fault.replacement)}`;
    return { ...fault, source, told, tests: runners(fault, source, coverage) };
  });
  if (args.includes("--drawn")) {
    await tryAll(random.filter(isNamed), bench);
  } else {
    const run = (trial: Trial) => ({
      ...trial,
      tests: [...new Set([...trial.tests, ...runners(trial, trial.source, coverage)])],
    });
    await ask([...listed.map(run), ...random].filter(isNamed), paths, bench);
  }
}

const stemOf = (test: string) => basename(test, ".test.ts");

void main(process.argv.slice(2));
