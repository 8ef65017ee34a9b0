import { mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { type Profiler, Session } from "node:inspector";
import { SourceMap, type SourceMapPayload } from "node:module";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { buildArgv, runCLI } from "jest";

/** What one run of a test file comes to. */
export interface Answer {
  readonly isRed: boolean;
  readonly milliseconds: number;
  /** In bytes: jest leaves something of each run in its process. */
  readonly memory: number;
  /** The lines that were run, by the path of their source. */
  readonly lines: Record<string, number[]>;
}

/** What Node.js writes of a program that a test starts. */
interface ProgramCoverage {
  readonly result: readonly Profiler.ScriptCoverage[];
  readonly "source-map-cache"?: Record<string, { readonly lineLengths: number[]; readonly data: SourceMapPayload }>;
}

const ROOT = process.cwd();
const PROGRAMS = join(ROOT, "dist/coverage");
const OPTIONS = ["--ci", "--runInBand", "--silent", "--no-watchman", "--testTimeout=60000", "--runTestsByPath"];

const session = new Session();
session.connect();
const told = new Set<string>();
/** The line of its source for each letter of a compiled file. */
const compiled = new Map<string, number[]>();

function originalLines(map: SourceMap, lengths: readonly number[]): number[] {
  return lengths.flatMap((length, line) =>
    Array.from({ length: length + 1 }, (_, column) => {
      const entry = map.findEntry(line, column);
      return "originalLine" in entry ? entry.originalLine + 1 : 0;
    }),
  );
}

/** Of a file that this process has compiled. */
function linesOf(scriptId: string): number[] {
  let code = "";
  session.post("Debugger.getScriptSource", { scriptId }, (_, { scriptSource }) => {
    code = scriptSource;
  });
  let lines = compiled.get(code);
  if (lines === undefined) {
    const map = Buffer.from(code.slice(code.lastIndexOf("base64,") + "base64,".length), "base64").toString();
    const lengths = code.split("\n").map(({ length }) => length);
    lines = originalLines(new SourceMap(JSON.parse(map)), lengths);
    compiled.set(code, lines);
  }
  return lines;
}

/** Adds what was run of one file. */
function addLines(
  { url, functions }: Profiler.ScriptCoverage,
  hit: Map<string, Set<number>>,
  linesFor: () => readonly number[],
): void {
  const path = url.startsWith("file:") ? relative(ROOT, fileURLToPath(url)) : "";
  if (!/^(?!\.\.|.*node_modules\/).*(?<!\.test)\.ts$/.test(path)) {
    return;
  }
  const lines = linesFor();
  const counts = new Uint8Array(lines.length);
  for (const { startOffset, endOffset, count } of functions.flatMap(({ ranges }) => ranges)) {
    counts.fill(Math.min(count, 1), startOffset, endOffset);
  }
  const numbers = hit.get(path) ?? new Set();
  hit.set(path, numbers);
  lines.forEach((line, offset) => {
    if (line > 0 && counts[offset] === 1) {
      numbers.add(line);
    }
  });
}

function hitLines(): Record<string, number[]> {
  const hit = new Map<string, Set<number>>();
  session.post("Profiler.takePreciseCoverage", (_, { result }) => {
    // Those of earlier runs are still told, with what they ran when they were loaded.
    for (const script of result.filter(({ scriptId }) => !told.has(scriptId))) {
      told.add(script.scriptId);
      addLines(script, hit, () => linesOf(script.scriptId));
    }
  });
  for (const name of readdirSync(PROGRAMS)) {
    const { result, "source-map-cache": maps }: ProgramCoverage = JSON.parse(
      readFileSync(join(PROGRAMS, name), "utf8"),
    );
    for (const script of result) {
      const map = maps?.[script.url];
      addLines(script, hit, () => (map === undefined ? [] : originalLines(new SourceMap(map.data), map.lineLengths)));
    }
  }
  return Object.fromEntries([...hit].map(([path, lines]) => [path, [...lines].sort((a, b) => a - b)]));
}

async function run(test: string, isForLines: boolean): Promise<Answer> {
  if (isForLines) {
    rmSync(PROGRAMS, { recursive: true, force: true });
    mkdirSync(PROGRAMS, { recursive: true });
    process.env.NODE_V8_COVERAGE = PROGRAMS;
    session.post("Profiler.enable");
    session.post("Debugger.enable");
    session.post("Profiler.startPreciseCoverage", { callCount: true, detailed: true });
  }
  const start = performance.now();
  const argv = await buildArgv([...OPTIONS, test]);
  const { results } = await runCLI({ ...argv, reporters: [] }, [ROOT]);
  const milliseconds = Math.round(performance.now() - start);
  const lines = isForLines ? hitLines() : {};
  return { isRed: !results.success, milliseconds, memory: process.memoryUsage().rss, lines };
}

process.on("disconnect", () => process.exit());
process.on("message", ({ test, isForLines }: { test: string; isForLines: boolean }) => {
  void run(test, isForLines).then((answer) => process.send?.(answer));
});
