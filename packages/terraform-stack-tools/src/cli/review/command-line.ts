import { quoted } from "../../stack/quoted";
import { UsageError } from "../command";
import { parseArguments } from "../parse-arguments";
import type { ReportOptions } from "../plan/options";
import { REPORT_OPTIONS, reportOptionsIn } from "../plan/report-options";

/** A command line of `review`, checked. */
export interface ReviewCommandOptions extends ReportOptions {
  /** Paths of plans, of which one may be `-` for standard input. */
  readonly inputs: readonly string[];
}

/** Reads the arguments of `review`. @throws UsageError for a combination without a meaning */
export function reviewOptionsIn(args: readonly string[]): ReviewCommandOptions {
  const { values, positionals } = parseArguments(args, REPORT_OPTIONS);
  const twice = positionals.find((input, index) => positionals.indexOf(input) < index);
  if (positionals.length === 0 || positionals.includes("")) {
    throw new UsageError("review takes the JSON of a plan, or of several: plan.json, or - for standard input.");
  }
  if (twice !== undefined) {
    throw new UsageError(`${quoted(twice)} is given twice; give each plan once.`);
  }
  return { inputs: positionals, ...reportOptionsIn(values) };
}
