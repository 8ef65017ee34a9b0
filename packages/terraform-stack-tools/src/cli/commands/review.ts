import { quoted } from "../../stack/json";
import { argumentsIn, type Command, helpWith, UsageError } from "../command";
import type * as reviewRoom from "../plan/review-plans";
import type { ReviewCommandOptions } from "../plan/review-plans";
import { CHECKS, reportOptionsIn, THE_REPORT } from "./report-options";

const WORDS = {
  before: `Usage: stack-tools review <plan.json ...> [options]

Reports on plans that Terraform or OpenTofu has made, of any configuration: what would
change, and who may pull which images before and after. Reads what \`terraform show -json\`
and \`tofu show -json\` print of a saved plan, from files or, for -, from standard input.
Runs no engine and no provider, and asks no cloud. Several plans are one review, so that
what one of them names by its id may be what another one manages.

Values that a plan marks as sensitive are in no report. What a plan does not show, such as
a local value, is called unknown, with its name.`,
  after: `Exit codes: 0 success, 1 refused, 2 wrong usage, 3 found what --fail-on names, 4 the
snapshot or the agreed access differs; 3 if both apply. Prints the report to standard
output, or the paths of the files that it wrote.

Examples:
  terraform plan -out=tfplan && terraform show -json tfplan | stack-tools review -
  stack-tools review plans/*.json --format markdown --out review.md --fail-on gain,delete`,
};

const OPTIONS = {
  "The report": THE_REPORT,
  Checks: CHECKS,
};

export const reviewCommand: Command = {
  help: () => helpWith(WORDS, OPTIONS),
  run: (args, onProgress) => {
    const options = reviewOptionsIn(args);
    const { reviewPlans }: typeof reviewRoom = require("../plan/review-plans");
    return reviewPlans(options, onProgress);
  },
};

/** @throws UsageError for a combination without a meaning */
function reviewOptionsIn(args: readonly string[]): ReviewCommandOptions {
  const { values, inputs } = argumentsIn(args, OPTIONS);
  const twice = inputs.find((input, index) => inputs.indexOf(input) < index);
  if (inputs.length === 0 || inputs.includes("")) {
    throw new UsageError("review takes the JSON of a plan, or of several: plan.json, or - for standard input.");
  }
  if (twice !== undefined) {
    throw new UsageError(`${quoted(twice)} is given twice; give each plan once.`);
  }
  return { inputs, ...reportOptionsIn(values) };
}
