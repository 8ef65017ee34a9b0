import { DIALECTS, type Dialect } from "../../report/markdown";
import { nearNames } from "../../shared/near-names";
import { quoted } from "../../stack/json";
import { UsageError } from "../command";
import {
  FAIL_ON,
  type FailOn,
  OMITTED,
  REPORT_FORMATS,
  type ReportOptions,
  type RequestedOrigin,
  type RequestedReport,
  SNAPSHOTS_OF,
} from "./options";

/** The options of every command that reports on plans. */
export const REPORT_OPTIONS = {
  format: { type: "string", multiple: true, default: [] as string[] },
  dialect: { type: "string", default: "github" },
  source: { type: "string" },
  target: { type: "string" },
  date: { type: "string" },
  out: { type: "string", multiple: true, default: [] as string[] },
  snapshot: { type: "string" },
  "snapshot-of": { type: "string", default: "plan" },
  update: { type: "boolean", default: false },
  expect: { type: "string" },
  principals: { type: "string" },
  findings: { type: "string", multiple: true, default: [] as string[] },
  evidence: { type: "string" },
  "allow-opaque": { type: "boolean", default: false },
  "allow-unjudged": { type: "string", multiple: true, default: [] as string[] },
  "fail-on": { type: "string", multiple: true, default: [] as string[] },
} as const;

interface GivenOptions extends RequestedOrigin {
  readonly format: readonly string[];
  readonly dialect: string;
  readonly out: readonly string[];
  readonly snapshot?: string;
  readonly "snapshot-of": string;
  readonly update: boolean;
  readonly expect?: string;
  readonly principals?: string;
  readonly findings: readonly string[];
  readonly evidence?: string;
  readonly "allow-opaque": boolean;
  readonly "allow-unjudged": readonly string[];
  readonly "fail-on": readonly string[];
}

/** @throws UsageError for a combination without a meaning */
export function reportOptionsIn(given: GivenOptions): ReportOptions {
  const { snapshot, update, expect, principals, findings, evidence } = given;
  const snapshotOf = oneOf("--snapshot-of", SNAPSHOTS_OF, given["snapshot-of"]);
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
    dialect: dialectIn(given.dialect),
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

function dialectIn(dialect: string): Dialect {
  return oneOf("--dialect", DIALECTS, dialect);
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

function oneOf<T extends string>(option: string, allowed: readonly T[], given: string): T {
  const found = allowed.find((value) => value === given);
  if (found === undefined) {
    const near = nearNames(given, allowed);
    const end = near.length > 0 ? `; did you mean ${near.join(" or ")}?` : ".";
    throw new UsageError(`${option} must be one of ${allowed.join(", ")}, got ${quoted(given)}${end}`);
  }
  return found;
}
