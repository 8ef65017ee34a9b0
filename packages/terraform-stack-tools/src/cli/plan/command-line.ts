import { UsageError } from "../command";
import { parseArguments } from "../parse-arguments";
import type { PlanCommandOptions } from "./options";
import { REPORT_OPTIONS, reportOptionsIn } from "./report-options";

const OPTIONS = {
  existing: { type: "string" },
  synthesize: { type: "boolean", default: false },
  var: { type: "string", multiple: true, default: [] as string[] },
  "var-file": { type: "string", multiple: true, default: [] as string[] },
  mocks: { type: "string" },
  binary: { type: "string" },
  "as-rename": { type: "boolean", default: false },
  ...REPORT_OPTIONS,
} as const;

/** Reads the arguments of `plan`. @throws UsageError for a combination without a meaning */
export function planOptionsIn(args: readonly string[]): PlanCommandOptions {
  const { values, positionals } = parseArguments(args, OPTIONS);
  const { existing, synthesize } = values;
  if (synthesize && !existing?.startsWith("git:")) {
    throw new UsageError("--synthesize needs --existing git:<commit>; name the commit to synthesize.");
  }
  const shared = reportOptionsIn(values);
  if (shared.failOn.length > 0 && existing === undefined) {
    throw new UsageError("--fail-on needs --existing; without an earlier version everything is created.");
  }
  const asRename = values["as-rename"];
  if (asRename && existing === undefined) {
    throw new UsageError("--as-rename needs --existing; it says that both are versions of one stack.");
  }
  return {
    input: inputIn(positionals),
    existing,
    synthesize,
    assignments: values.var,
    variableFiles: values["var-file"],
    mocks: values.mocks,
    binary: values.binary,
    asRename,
    ...shared,
  };
}

function inputIn([input, ...more]: readonly string[]): string {
  if (!input || more.length > 0) {
    throw new UsageError("plan takes one path: the folder of a stack, its cdk.tf.json, or cdktf.out.");
  }
  return input;
}
