import { quoted } from "../../stack/json";
import { UsageError } from "../command";
import { parseArguments } from "../parse-arguments";
import type { ReportOptions } from "../plan/options";
import { REPORT_OPTIONS, reportOptionsIn } from "../plan/report-options";
import type { SavedPlan } from "./saved-plan";

/** A command line of `review`, checked. */
export interface ReviewCommandOptions extends ReportOptions {
  /** Paths of plans, of which one may be `-` for standard input. */
  readonly inputs: readonly string[];
  /** What an engine shows instead. */
  readonly saved?: SavedPlan;
}

const OPTIONS = {
  "plan-file": { type: "string" },
  in: { type: "string" },
  binary: { type: "string" },
  ...REPORT_OPTIONS,
} as const;

/** Reads the arguments of `review`. @throws UsageError for a combination without a meaning */
export function reviewOptionsIn(args: readonly string[]): ReviewCommandOptions {
  const { values, positionals } = parseArguments(args, OPTIONS);
  const saved = savedPlanIn(values, positionals);
  if (saved !== undefined) {
    return { inputs: [], saved, ...reportOptionsIn(values) };
  }
  const twice = positionals.find((input, index) => positionals.indexOf(input) < index);
  if (positionals.length === 0 || positionals.includes("")) {
    throw new UsageError("review takes the JSON of a plan, or of several: plan.json, or - for standard input.");
  }
  if (twice !== undefined) {
    throw new UsageError(`${quoted(twice)} is given twice; give each plan once.`);
  }
  return { inputs: positionals, ...reportOptionsIn(values) };
}

interface GivenPlan {
  readonly "plan-file"?: string;
  readonly in?: string;
  readonly binary?: string;
}

function savedPlanIn(
  { "plan-file": file, in: folder, binary }: GivenPlan,
  inputs: readonly string[],
): SavedPlan | undefined {
  if (file === undefined) {
    if (folder !== undefined || binary !== undefined) {
      throw new UsageError("--in and --binary need --plan-file; name the saved plan.");
    }
    return undefined;
  }
  if (file === "" || !folder) {
    throw new UsageError(
      "--plan-file needs the path of a plan, and --in the folder whose init installed its providers.",
    );
  }
  if (inputs.length > 0) {
    throw new UsageError(
      "review takes the JSON of plans, or --plan-file, but not both; show the other plans as JSON too.",
    );
  }
  return { file, folder, binary };
}
