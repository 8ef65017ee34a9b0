import type { Dialect } from "../../report/writers/markdown";
import { quoted } from "../../stack/quoted";
import { UsageError } from "../command";
import { parseArguments } from "../parse-arguments";
import { FAIL_ON, type FailOn, type PlanCommandOptions, REPORT_FORMATS, type RequestedReport } from "./options";

const OPTIONS = {
  existing: { type: "string" },
  synthesize: { type: "boolean", default: false },
  var: { type: "string", multiple: true, default: [] as string[] },
  "var-file": { type: "string", multiple: true, default: [] as string[] },
  mocks: { type: "string" },
  binary: { type: "string" },
  format: { type: "string", multiple: true, default: [] as string[] },
  dialect: { type: "string", default: "github" },
  out: { type: "string", multiple: true, default: [] as string[] },
  snapshot: { type: "string" },
  update: { type: "boolean", default: false },
  "allow-opaque": { type: "boolean", default: false },
  "fail-on": { type: "string", multiple: true, default: [] as string[] },
} as const;

/** Reads the arguments of `plan`. @throws UsageError for a combination without a meaning */
export function planOptionsIn(args: readonly string[]): PlanCommandOptions {
  const { values, positionals } = parseArguments(args, OPTIONS);
  const { existing, synthesize, snapshot, update } = values;
  const failOn = failOnIn(values["fail-on"]);
  if (synthesize && !existing?.startsWith("git:")) {
    throw new UsageError("--synthesize needs --existing git:<commit>; name the commit to synthesize.");
  }
  if (update && snapshot === undefined) {
    throw new UsageError("--update needs --snapshot; name the file to write.");
  }
  if (failOn.length > 0 && existing === undefined) {
    throw new UsageError("--fail-on needs --existing; without an earlier version everything is created.");
  }
  const allowOpaque = values["allow-opaque"];
  if (allowOpaque && !failOn.includes("gain")) {
    throw new UsageError("--allow-opaque needs --fail-on gain; it says what that may let pass.");
  }
  return {
    input: inputIn(positionals),
    existing,
    synthesize,
    assignments: values.var,
    variableFiles: values["var-file"],
    mocks: values.mocks,
    binary: values.binary,
    reports: reportsIn(values.format, values.out),
    dialect: dialectIn(values.dialect),
    snapshot,
    update,
    failOn,
    allowOpaque,
  };
}

function inputIn([input, ...more]: readonly string[]): string {
  if (!input || more.length > 0) {
    throw new UsageError("plan takes one path: the folder of a stack, its cdk.tf.json, or cdktf.out.");
  }
  return input;
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
  return oneOf("--dialect", ["github", "azure-devops"] as const, dialect);
}

function failOnIn(lists: readonly string[]): FailOn[] {
  const names = Object.keys(FAIL_ON).filter((name): name is FailOn => name in FAIL_ON);
  return lists.flatMap((list) => list.split(",")).map((name) => oneOf("--fail-on", names, name.trim()));
}

function oneOf<T extends string>(option: string, allowed: readonly T[], given: string): T {
  const found = allowed.find((value) => value === given);
  if (found === undefined) {
    throw new UsageError(`${option} must be one of ${allowed.join(", ")}, got ${quoted(given)}.`);
  }
  return found;
}
