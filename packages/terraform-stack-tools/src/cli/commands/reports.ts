import { STOPS } from "../../report/model";
import { quoted } from "../../stack/json";
import { argumentsIn, oneOf, UsageError, type Values } from "../command";
import { inputIn } from "../input";

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
const CHECKS = {
  "--allow <name>...": `with --fail-on gain: accept a kind of resource that no plan
    explains, such as helm_release, or an address whose access is
    unclear or not judged, with all its instances; repeatable`,
};

type GivenOptions = Values<{ readonly report: typeof THE_REPORT; readonly checks: typeof CHECKS }> & {
  readonly failOn: readonly string[];
};

interface RequestedReport {
  readonly format: GivenOptions["format"][number];
  /** The file to write. @default standard output */
  readonly out?: string;
}

/** What every command that reports on plans is asked for, checked. */
export type ReportOptions = ReturnType<typeof reportOptionsIn<GivenOptions>>;

/** Of several reports, each has a file. @throws UsageError for a combination without a meaning */
function reportOptionsIn<T extends GivenOptions>(given: T) {
  const names = given.failOn.flatMap((list) => list.split(","));
  const failOn = names.map((name) => oneOf("--fail-on", STOPS, name.trim()));
  if (given.allow.length > 0 && !failOn.includes("gain")) {
    throw new UsageError("--allow needs --fail-on gain; it names what that accepts.");
  }
  return { ...given, reports: reportsIn(given), failOn };
}

/** One report may be printed; several need a file each. */
function reportsIn({ format: formats, out: files }: GivenOptions): RequestedReport[] {
  if (formats.length < 2 && files.length < 2) {
    const [format = "text"] = formats;
    return [{ format, out: files[0] }];
  }
  if (formats.length !== files.length) {
    throw new UsageError("--format and --out must be given equally often; name a file for each format.");
  }
  return formats.map((format, index) => ({ format, out: files[index] }));
}

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

export const PLAN_HELP = { words: PLAN_WORDS, options: PLAN_OPTIONS };

/** A command line of `plan`, checked. */
export type PlanCommandOptions = ReturnType<typeof planOptionsIn>;

/** @throws UsageError for a combination without a meaning */
export function planOptionsIn(args: readonly string[]) {
  const { values: given, inputs } = argumentsIn(args, PLAN_OPTIONS);
  const values = reportOptionsIn(given);
  const { existing, asRename, snapshot, update } = values;
  if (values.failOn.length > 0 && existing === undefined) {
    throw new UsageError("--fail-on needs --existing; without an earlier version everything is created.");
  }
  if (asRename && existing === undefined) {
    throw new UsageError("--as-rename needs --existing; it says that both are versions of one stack.");
  }
  if (update && snapshot === undefined) {
    throw new UsageError("--update needs --snapshot; name the file to write.");
  }
  return { ...values, input: inputIn(inputs, "plan") };
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

export const REVIEW_HELP = { words: REVIEW_WORDS, options: REVIEW_OPTIONS };

/** A command line of `review`, checked. */
export type ReviewCommandOptions = ReturnType<typeof reviewOptionsIn>;

/** @throws UsageError for a combination without a meaning */
export function reviewOptionsIn(args: readonly string[]) {
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
