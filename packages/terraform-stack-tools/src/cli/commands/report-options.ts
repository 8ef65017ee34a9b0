import type { RuleId } from "../../report/content/rules";
import { DIALECTS, type Dialect } from "../../report/writers/dialect";
import { quoted } from "../../stack/quoted";
import { oneOf, UsageError, type Values } from "../command";

/** What every command that reports on plans has for its report. */
export const THE_REPORT = {
  "--format <format>...": `text, json, markdown, html, junit, sarif, code-quality for GitLab,
    or access for the file of --expect (default: text)`,
  "--out <file>...": `file to write instead of standard output. Several reports of one
    plan: --format markdown --out a.md --format sarif --out a.sarif`,
  "--dialect <dialect>": `of markdown: github, gitlab, azure-devops for comments, or
    azure-devops-wiki (default: github)`,
  "--source <words>": `what the header calls the version that is looked at (default: the
    commit and the branch of the checkout)`,
  "--target <words>": "what it is compared with",
  "--date <date>": `a day or a time by RFC 3339 for the header of markdown and html
    (default: now, or SOURCE_DATE_EPOCH). Each of the three may be
    none: then the report is the same in every run`,
  "--principals <file>": `JSON with names by object id: {"<object id>": "alice"}. Text,
    markdown, html and messages show them behind the ids`,
  "--findings <file>...": `SARIF 2.1.0 that a scanner such as trivy wrote; repeatable. Text,
    markdown, html and json show it below; no check reads it`,
  "--evidence <folder>": `write evidence.json and evidence.html for an auditor: controls on
    access to images, with answers, rows, digests and versions. The
    same bytes in every run. Refuses a folder with other files`,
};

/** What it has for the checks of a plan. */
export const CHECKS = {
  "--fail-on <list>...": `exit with 3 if a resource is replaced or deleted, if that is
    unknown, if somebody gains access, if something was changed
    outside of Terraform, if a check fails, or if a network
    lets in more: some of
    replace,delete,unknown,gain,drift,check,network`,
  "--allow-unjudged <kind>...": `with --fail-on gain and --expect: let pass what no plan tells of
    one kind, such as helm_release; repeatable`,
  "--allow-opaque": `with --fail-on gain and --expect: let pass access of which the
    plan does not tell whose it is, or to what`,
  "--expect <file>": `exit with 4 if access differs from what the file says that is
    agreed: more, less or not known. --format access writes one`,
  "--snapshot <file>": `exit with 4 if the plan differs from the one in the file, and
    print the difference. A missing file is written, except in CI`,
  "--snapshot-of <what>": "plan, or access for who may do what alone (default: plan)",
  "--update": "overwrite the snapshot",
};

type GivenOptions = Values<{ readonly report: typeof THE_REPORT; readonly checks: typeof CHECKS }>;

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

/** @throws UsageError for a combination without a meaning */
export function reportOptionsIn(given: GivenOptions): ReportOptions {
  const { snapshot, update, expect, principals, findings, evidence } = given;
  const snapshotOf = oneOf("--snapshot-of", SNAPSHOTS_OF, given["snapshot-of"] ?? "plan");
  const failOn = failOnIn(given["fail-on"]);
  if (update && snapshot === undefined) {
    throw new UsageError("--update needs --snapshot; name the file to write.");
  }
  if (snapshotOf !== "plan" && snapshot === undefined) {
    throw new UsageError("--snapshot-of needs --snapshot; name the file to write.");
  }
  if ([evidence, expect, principals, ...findings].includes("")) {
    throw new UsageError("--evidence, --expect, --principals and --findings need a path.");
  }
  const allowOpaque = given["allow-opaque"];
  if (allowOpaque && !failOn.includes("gain") && expect === undefined) {
    throw new UsageError("--allow-opaque needs --fail-on gain or --expect; it says what they may let pass.");
  }
  const allowUnjudged = given["allow-unjudged"];
  if (allowUnjudged.length > 0 && !failOn.includes("gain") && expect === undefined) {
    throw new UsageError("--allow-unjudged needs --fail-on gain or --expect; it names what they may let pass.");
  }
  return {
    reports: reportsIn(given.format, given.out),
    dialect: oneOf("--dialect", DIALECTS, given.dialect ?? "github"),
    origin: originIn(given),
    snapshot,
    snapshotOf,
    update,
    expect,
    principals,
    findings,
    evidence,
    failOn,
    allowOpaque,
    allowUnjudged,
  };
}

/** One report may be printed; several need a file each. */
function reportsIn(formats: readonly string[], files: readonly string[]): RequestedReport[] {
  if (formats.length < 2 && files.length < 2) {
    const [format = "text"] = formats;
    return [{ format: oneOf("--format", REPORT_FORMATS, format), out: files[0] }];
  }
  if (formats.length !== files.length) {
    throw new UsageError("--format and --out must be given equally often; name a file for each format.");
  }
  return formats.map((format, index) => ({ format: oneOf("--format", REPORT_FORMATS, format), out: files[index] }));
}

function originIn({ source, target, date }: RequestedOrigin): RequestedOrigin {
  if (date !== undefined && date !== OMITTED && !isDate(date)) {
    throw new UsageError(`--date must be a day such as 2026-11-28, a time by RFC 3339 or none, got ${quoted(date)}.`);
  }
  return {
    ...(source === undefined ? {} : { source }),
    ...(target === undefined ? {} : { target }),
    ...(date === undefined ? {} : { date }),
  };
}

function isDate(text: string): boolean {
  const isWritten = /^\d{4}-\d\d-\d\d(T\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d))?$/.test(text);
  return isWritten && !Number.isNaN(Date.parse(text));
}

function failOnIn(lists: readonly string[]): FailOn[] {
  const names = Object.keys(FAIL_ON).filter((name): name is FailOn => name in FAIL_ON);
  return lists.flatMap((list) => list.split(",")).map((name) => oneOf("--fail-on", names, name.trim()));
}
