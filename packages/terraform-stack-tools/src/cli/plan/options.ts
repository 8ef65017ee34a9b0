import type { RuleId } from "../../report/findings";
import { oneOf, UsageError, type Values } from "../command";

/** What every command that reports on plans has for its report. */
export const THE_REPORT = {
  "--format <text|json|markdown|html|sarif|access>...": `of the report: access is a file for
    the repository, with who may pull what (default: text)`,
  "--out <file>...": `file to write instead of standard output. Several reports of one
    plan: --format markdown --out a.md --format sarif --out a.sarif`,
  "--title <words>": `what the header of markdown and html calls the change. It has the
    time of SOURCE_DATE_EPOCH, if that is set`,
};

/** What it has for the checks of a plan, beside what its `--fail-on` may name. */
export const CHECKS = {
  "--allow <name>...": `with --fail-on gain: accept a kind of resource that no plan
    explains, such as helm_release, or an address whose access is
    unclear or not judged, with all its instances; repeatable`,
};

type GivenOptions = Values<{ readonly report: typeof THE_REPORT; readonly checks: typeof CHECKS }> & {
  readonly failOn: readonly string[];
};

/** What every command that reports on plans is asked for, checked. */
export interface ReportOptions extends Omit<GivenOptions, "format" | "out" | "failOn"> {
  /** At least one. Only one alone may have no file. */
  readonly reports: readonly RequestedReport[];
  readonly failOn: readonly FailOn[];
}

interface RequestedReport {
  readonly format: ReportFormat;
  /** The file to write. @default standard output */
  readonly out?: string;
}

export type ReportFormat = GivenOptions["format"][number];

/** What `--fail-on` may name, with the rules of the report that find it. */
export const FAIL_ON = {
  replace: ["replaced"],
  delete: ["deleted", "protection-dropped"],
  unknown: ["replacement-unknown", "plan-incomplete"],
  ineffective: ["access-ineffective"],
  gain: ["access-gained", "access-opaque", "access-not-judged"],
  loss: ["access-lost"],
  target: ["target-changed"],
  drift: ["changed-outside"],
  check: ["check-failed"],
  network: ["network-opened"],
} as const satisfies Record<string, readonly RuleId[]>;

export type FailOn = keyof typeof FAIL_ON;

/** @throws UsageError for a combination without a meaning */
export function reportOptionsIn({ format, out, ...given }: GivenOptions): ReportOptions {
  const failOn = failOnIn(given.failOn);
  if (given.allow.length > 0 && !failOn.includes("gain")) {
    throw new UsageError("--allow needs --fail-on gain; it names what that accepts.");
  }
  return { ...given, reports: reportsIn(format, out), failOn };
}

/** One report may be printed; several need a file each. */
function reportsIn(formats: readonly ReportFormat[], files: readonly string[]): RequestedReport[] {
  if (formats.length < 2 && files.length < 2) {
    const [format = "text"] = formats;
    return [{ format, out: files[0] }];
  }
  if (formats.length !== files.length) {
    throw new UsageError("--format and --out must be given equally often; name a file for each format.");
  }
  return formats.map((format, index) => ({ format, out: files[index] }));
}

function failOnIn(lists: readonly string[]): FailOn[] {
  const names = Object.keys(FAIL_ON).filter((name): name is FailOn => name in FAIL_ON);
  return lists.flatMap((list) => list.split(",")).map((name) => oneOf("--fail-on", names, name.trim()));
}
