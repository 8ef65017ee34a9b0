import { compare } from "../../stack/json";

/** The files of a bundle by path, and those of them that are its tests. */
export interface Untried {
  readonly name: string;
  readonly files: ReadonlyMap<string, string | Buffer>;
  readonly tests: readonly (readonly [path: string, text: string])[];
  /** The sources of the providers that it requires. */
  readonly providers: readonly string[];
  /** Whether it calls other modules. */
  readonly hasModules: boolean;
  /** Whether a test with Terraform would read something for real. */
  readonly hasEphemeral: boolean;
}

/** What a run of the tests leaves of them. */
export interface Trial {
  readonly tests: Untried["tests"];
  /** What failed and is not in the tests any more, each with the reason. */
  readonly leftOut: readonly string[];
  /** In a line: what ran, or why nothing did. */
  readonly summary: string;
}

/** Runs the tests of a bundle before it is written. */
export type Tester = (bundle: Untried) => Trial;

/** What an engine says of one failure, as `test -json` prints it. */
export interface Failure {
  /** The path of the test file; empty where none is named. */
  readonly file: string;
  /** The name of the run; empty where none is named. */
  readonly run: string;
  /** The line in the test file; none where the fault is elsewhere. */
  readonly line?: number;
  readonly message: string;
}

/** The tests without what failed: an assertion where one is at fault, otherwise the whole run or file. */
export function withoutFailing(tests: Untried["tests"], failures: readonly Failure[]): Untried["tests"] {
  return tests.flatMap(([path, text]) => {
    const own = failures.filter(({ file }) => file === path || file === "");
    const left = own.length === 0 ? text : withoutParts(text, own);
    return left === undefined ? [] : [[path, left] as const];
  });
}

function withoutParts(text: string, failures: readonly Failure[]): string | undefined {
  const lines = text.split("\n");
  const parts = failures.map(({ line, run }) => assertionAt(lines, line) ?? runNamed(lines, run));
  if (parts.some((part) => part === undefined)) {
    return undefined;
  }
  const dropped = new Set(parts.flatMap((part) => part ?? []));
  const left = lines.filter((_, index) => !dropped.has(index)).join("\n");
  return /^run "/m.test(left) ? left : undefined;
}

/** The lines of the assertion that has a line, with the empty one before it. */
function assertionAt(lines: readonly string[], line: number | undefined): number[] | undefined {
  if (line === undefined) {
    return undefined;
  }
  const start = lastIndex(lines.slice(0, line), (text) => text === "  assert {");
  const end = lines.indexOf("  }", start);
  return start !== -1 && end + 1 >= line ? range(start - 1, end) : undefined;
}

function runNamed(lines: readonly string[], run: string): number[] | undefined {
  const start = lines.indexOf(`run "${run}" {`);
  return start === -1 ? undefined : range(start - 1, lines.indexOf("}", start));
}

function lastIndex(lines: readonly string[], isIt: (text: string) => boolean): number {
  return lines.reduce((found, text, index) => (isIt(text) ? index : found), -1);
}

function range(start: number, end: number): number[] {
  return Array.from({ length: end - start + 1 }, (_, index) => start + index);
}

/** Reads what `test -json` prints: an object on each line. */
export function failuresIn(output: string): Failure[] {
  const failures = output.split("\n").flatMap((line) => failureIn(line) ?? []);
  return failures.sort((left, right) => compare(left.file, right.file));
}

interface Message {
  readonly "@testfile"?: string;
  readonly "@testrun"?: string;
  readonly diagnostic?: {
    readonly severity: string;
    readonly summary: string;
    readonly detail: string;
    readonly snippet?: { readonly context?: string | null };
    readonly range?: { readonly filename: string; readonly start: { readonly line: number } };
  };
}

function failureIn(line: string): Failure | undefined {
  const message = messageIn(line);
  const { diagnostic } = message;
  if (diagnostic === undefined || diagnostic.severity !== "error") {
    return undefined;
  }
  const { summary, detail, range: place, snippet } = diagnostic;
  const file = message["@testfile"] ?? (place?.filename.startsWith("tests/") ? place.filename : "");
  // Other details may repeat what an expression reads on this machine.
  const said =
    summary === "Test assertion failed" ? detail : `${summary}${snippet?.context ? ` in ${snippet.context}` : ""}`;
  return {
    file,
    run: message["@testrun"] ?? "",
    ...(place?.filename === file && file !== "" ? { line: place.start.line } : {}),
    message: said.replace(/\s+/g, " ").trim(),
  };
}

function messageIn(line: string): Message {
  try {
    return JSON.parse(line);
  } catch {
    // An engine may print other lines.
    return {};
  }
}
