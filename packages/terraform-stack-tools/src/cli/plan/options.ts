import type { RuleId } from "../../report/findings";
import type { Dialect } from "../../report/markdown";

/** What every command that reports on plans is asked for. */
export interface ReportOptions {
  /** At least one. Only one alone may have no file. */
  readonly reports: readonly RequestedReport[];
  readonly dialect: Dialect;
  /** What the header of a report says. */
  readonly origin: RequestedOrigin;
  readonly snapshot?: string;
  /** What the snapshot is of. */
  readonly snapshotOf: SnapshotOf;
  readonly update: boolean;
  /** The file with the access that is agreed. */
  readonly expect?: string;
  /** The file with names of principals, for what people read. */
  readonly principals?: string;
  /** Files of what scanners have found, for what people read and for the JSON. */
  readonly findings: readonly string[];
  /** The folder for what an auditor asks for. */
  readonly evidence?: string;
  readonly failOn: readonly FailOn[];
  /** Whether `gain` and an agreement let pass what nobody can tell from the stacks. */
  readonly allowOpaque: boolean;
  /** The kinds that `gain` and an agreement let pass though they are not judged. */
  readonly allowUnjudged: readonly string[];
}

/** A command line of `plan`, checked. */
export interface PlanCommandOptions extends ReportOptions {
  /** The folder of a stack, its JSON file, or `cdktf.out`. */
  readonly input: string;
  /** The same for the earlier version, or `git:` and a commit. */
  readonly existing?: string;
  /** Whether an earlier version that is not committed may be synthesized. */
  readonly synthesize: boolean;
  /** Texts such as `name=value`. */
  readonly assignments: readonly string[];
  readonly variableFiles: readonly string[];
  readonly mocks?: string;
  readonly binary?: string;
  /** Whether stacks that do not seem to belong together are versions of one. */
  readonly asRename: boolean;
}

export interface RequestedReport {
  readonly format: ReportFormat;
  /** The file to write. @default standard output */
  readonly out?: string;
}

/** Each is told by git or by the clock unless it is given. */
export interface RequestedOrigin {
  readonly source?: string;
  readonly target?: string;
  readonly date?: string;
}

/** Leaves a line of the header out, so that a report is the same in the next run. */
export const OMITTED = "none";

export const REPORT_FORMATS = ["text", "json", "markdown", "html", "junit", "sarif", "code-quality", "access"] as const;

export type ReportFormat = (typeof REPORT_FORMATS)[number];

export const SNAPSHOTS_OF = ["plan", "access"] as const;

export type SnapshotOf = (typeof SNAPSHOTS_OF)[number];

/** What `--fail-on` may name, with the rules of the report that find it. */
export const FAIL_ON = {
  replace: ["replaced"],
  delete: ["deleted"],
  unknown: ["replacement-unknown", "plan-incomplete"],
  gain: ["access-gained", "access-opaque", "access-not-judged"],
  drift: ["changed-outside"],
  check: ["check-failed"],
  network: ["network-opened"],
} as const satisfies Record<string, readonly RuleId[]>;

export type FailOn = keyof typeof FAIL_ON;
