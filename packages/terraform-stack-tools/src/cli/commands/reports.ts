import { quoted } from "../../stack/json";
import { argumentsIn, type Command, UsageError } from "../command";
import { inputIn } from "../input";
import { CHECKS, reportOptionsIn, THE_REPORT } from "../plan/options";
import type * as planRoom from "../plan/plan-stacks";
import type { PlanCommandOptions } from "../plan/plan-stacks";
import type * as reviewRoom from "../plan/review-plans";
import type { ReviewCommandOptions } from "../plan/review-plans";

const PLAN_WORDS = {
  before: `Usage: terraform-stack-tools plan [stack folder, cdk.tf.json or cdktf.out] [options]

Shows what Terraform or OpenTofu would do with synthesized stacks, and who may pull which
images before and after, without credentials and without a cloud. Compares with an earlier
version; without one, everything is new. From cdktf.out, all stacks are planned. Without a
path, or with that of an app, it takes the cdktf.out there or up to four folders below;
links and hidden folders are not followed.`,
  after: `Exit codes: 0 success, 1 refused, 2 wrong usage, 3 found what --fail-on names, 4 the
snapshot differs; 3 if both apply. Prints the report to standard output, or the paths of
the files that it wrote, and progress to standard error, in a terminal only.

Examples:
  terraform-stack-tools plan cdktf.out --existing ../main/cdktf.out --fail-on delete
  terraform-stack-tools plan cdktf.out/stacks/attach --var location=westeurope`,
};

const PLAN_OPTIONS = {
  "The earlier version": {
    "--existing <version>": `a stack folder, a cdk.tf.json or a cdktf.out, such as the one in a
      checkout of the main branch`,
    "--as-rename": `compare stacks with different names, or with no address in common,
      which is refused otherwise`,
  },
  "What the stacks leave open": {
    "--var <name=value>...": "the value of a variable; repeatable",
    "--var-file <file>...": `values in a .tfvars or .tfvars.json file; repeatable. Later files
      win, and --var wins over files`,
    "--mocks <file>": `JSON with the attributes of data sources and resources, by type or
      address: {"data.aws_vpc": {"cidr_block": "10.0.0.0/16"}}`,
    "--binary <name>": `terraform, tofu or a path (default: TERRAFORM_BINARY_NAME,
      otherwise the first one on the PATH)`,
  },
  "The report": THE_REPORT,
  Checks: {
    "--fail-on <replace,delete,unknown,gain,loss,ineffective,target,check,network>...": `exit with 3
      if a resource is replaced or deleted or loses prevent_destroy, if
      only a plan with credentials can tell, if somebody gains or loses
      access or gets it to no avail, if a provider, a module or the
      state is another one, if a check fails, or if a network lets in
      more. Needs --existing`,
    ...CHECKS,
    "--snapshot <file>": `exit with 4 if the plan differs from the one in the file, and
      print the difference. A missing file is written, except in CI`,
    "--update": "overwrite the snapshot",
  },
};

export const planCommand: Command = {
  words: PLAN_WORDS,
  options: PLAN_OPTIONS,
  run: (args, onProgress) => {
    const options = planOptionsIn(args);
    const { planStacks }: typeof planRoom = require("../plan/plan-stacks");
    return planStacks(options, onProgress);
  },
};

/** @throws UsageError for a combination without a meaning */
export function planOptionsIn(args: readonly string[]): PlanCommandOptions {
  const { values, inputs } = argumentsIn(args, PLAN_OPTIONS);
  const { existing, asRename, snapshot, update } = values;
  const shared = reportOptionsIn(values);
  if (shared.failOn.length > 0 && existing === undefined) {
    throw new UsageError("--fail-on needs --existing; without an earlier version everything is created.");
  }
  if (asRename && existing === undefined) {
    throw new UsageError("--as-rename needs --existing; it says that both are versions of one stack.");
  }
  if (update && snapshot === undefined) {
    throw new UsageError("--update needs --snapshot; name the file to write.");
  }
  return { ...values, ...shared, input: inputIn(inputs, "plan") };
}

const REVIEW_WORDS = {
  before: `Usage: terraform-stack-tools review <plan.json ...> [options]

Reports on plans that Terraform or OpenTofu has made, of any configuration: what would
change, and who may pull which images before and after. Reads what \`terraform show -json\`
and \`tofu show -json\` print of a saved plan, from files or, for -, from standard input.
Runs no engine and no provider, and contacts no cloud. Several plans are one review: what
one of them names by its id may be what another one manages.

No report shows values that a plan marks as sensitive. What a plan does not show, such as
a local value, is called unknown, with its name.`,
  after: `Exit codes: 0 success, 1 refused, 2 wrong usage, 3 found what --fail-on names. Prints
the report to standard output, or the paths of the files that it wrote.

Examples:
  terraform show -json tfplan | terraform-stack-tools review -
  terraform-stack-tools review plans/*.json --format markdown --fail-on gain,delete`,
};

const REVIEW_OPTIONS = {
  "The report": THE_REPORT,
  Checks: {
    "--fail-on <replace,delete,unknown,gain,loss,ineffective,drift,check,network>...": `exit with
      3 if a resource is replaced or deleted, if that is unknown, if
      somebody gains or loses access or gets it to no avail, if
      something was changed outside of Terraform, if a check fails, or
      if a network lets in more`,
    ...CHECKS,
  },
};

export const reviewCommand: Command = {
  words: REVIEW_WORDS,
  options: REVIEW_OPTIONS,
  run: (args, onProgress) => {
    const options = reviewOptionsIn(args);
    const { reviewPlans }: typeof reviewRoom = require("../plan/review-plans");
    return reviewPlans(options, onProgress);
  },
};

/** @throws UsageError for a combination without a meaning */
function reviewOptionsIn(args: readonly string[]): ReviewCommandOptions {
  const { values, inputs } = argumentsIn(args, REVIEW_OPTIONS);
  const twice = inputs.find((input, index) => inputs.indexOf(input) < index);
  if (inputs.length === 0 || inputs.includes("")) {
    throw new UsageError("review takes the JSON of a plan, or of several: plan.json, or - for standard input.");
  }
  if (twice !== undefined) {
    throw new UsageError(`${quoted(twice)} is given twice; give each plan once.`);
  }
  return { inputs, ...reportOptionsIn(values) };
}
