import type { RuleId } from "../../report/findings";
import { DIALECTS, type Dialect } from "../../report/markdown";
import { quoted } from "../../stack/json";
import { argumentsIn, type Command, helpWith, oneOf, onlyInput, UsageError, type Values } from "../command";
import type * as planRoom from "../plan/plan-stacks";
import type { PlanCommandOptions } from "../plan/plan-stacks";
import type * as reviewRoom from "../plan/review-plans";
import type { ReviewCommandOptions } from "../plan/review-plans";

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
  "--update": "overwrite the snapshot",
};

type GivenOptions = Values<{ readonly report: typeof THE_REPORT; readonly checks: typeof CHECKS }>;

/** What every command that reports on plans is asked for, checked. */
export interface ReportOptions extends Omit<GivenOptions, "format" | "out" | "dialect" | "failOn"> {
  /** At least one. Only one alone may have no file. */
  readonly reports: readonly RequestedReport[];
  readonly dialect: Dialect;
  readonly failOn: readonly FailOn[];
}

interface RequestedReport {
  readonly format: ReportFormat;
  /** The file to write. @default standard output */
  readonly out?: string;
}

/** Leaves a line of the header out, so that a report is the same in the next run. */
export const OMITTED = "none";

export const REPORT_FORMATS = ["text", "json", "markdown", "html", "junit", "sarif", "code-quality", "access"] as const;

export type ReportFormat = (typeof REPORT_FORMATS)[number];

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
export function reportOptionsIn({ format, out, ...given }: GivenOptions): ReportOptions {
  const { allowOpaque, allowUnjudged, date, evidence, expect, findings, principals, snapshot, update } = given;
  const failOn = failOnIn(given.failOn);
  if (update && snapshot === undefined) {
    throw new UsageError("--update needs --snapshot; name the file to write.");
  }
  if ([evidence, expect, principals, ...findings].includes("")) {
    throw new UsageError("--evidence, --expect, --principals and --findings need a path.");
  }
  const isGainAsked = failOn.includes("gain") || expect !== undefined;
  if (allowOpaque && !isGainAsked) {
    throw new UsageError("--allow-opaque needs --fail-on gain or --expect; it says what they may let pass.");
  }
  if (allowUnjudged.length > 0 && !isGainAsked) {
    throw new UsageError("--allow-unjudged needs --fail-on gain or --expect; it names what they may let pass.");
  }
  if (date !== undefined && date !== OMITTED && !isDate(date)) {
    throw new UsageError(`--date must be a day such as 2026-11-28, a time by RFC 3339 or none, got ${quoted(date)}.`);
  }
  const dialect = oneOf("--dialect", DIALECTS, given.dialect ?? "github");
  return { ...given, reports: reportsIn(format, out), dialect, failOn };
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

function isDate(text: string): boolean {
  const isWritten = /^\d{4}-\d\d-\d\d(T\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d))?$/.test(text);
  return isWritten && !Number.isNaN(Date.parse(text));
}

function failOnIn(lists: readonly string[]): FailOn[] {
  const names = Object.keys(FAIL_ON).filter((name): name is FailOn => name in FAIL_ON);
  return lists.flatMap((list) => list.split(",")).map((name) => oneOf("--fail-on", names, name.trim()));
}

const PLAN_WORDS = {
  before: `Usage: stack-tools plan <stack folder, cdk.tf.json or cdktf.out> [options]

Shows what Terraform or OpenTofu would do with synthesized stacks, and who may pull which
images before and after, without credentials and without a cloud. Compares with an earlier
version; without one, everything is new. From cdktf.out, all stacks are planned.`,
  after: `Exit codes: 0 success, 1 refused, 2 wrong usage, 3 found what --fail-on names, 4 the
snapshot or the agreed access differs; 3 if both apply. Prints the report to standard
output, or the paths of the files that it wrote, and progress to standard error, in a
terminal only.

Examples:
  stack-tools plan cdktf.out --existing git:origin/main --synthesize --fail-on delete
  stack-tools plan cdktf.out/stacks/attach --var location=westeurope --snapshot a.plan`,
};

const PLAN_OPTIONS = {
  "The earlier version": {
    "--existing <version>": `a stack folder, a cdk.tf.json or a cdktf.out; or git:<commit>,
      such as git:origin/main, if that commit has the synthesized JSON`,
    "--synthesize": `with git:<commit>, where the JSON is not committed: check it out
      into a temporary folder, and run there the app command of its
      cdktf.json, with the node_modules of this checkout`,
    "--as-rename": `compare stacks of two names, or without an address in common,
      which are refused otherwise`,
  },
  "What the stacks leave open": {
    "--var <name=value>...": "the value of a variable; repeatable",
    "--var-file <file>...": `values in a .tfvars or .tfvars.json file; repeatable. Later files
      win, and --var wins over files`,
    "--mocks <file>": `JSON with answers of data sources and resources, by type or
      address: {"data.aws_vpc": {"cidr_block": "10.0.0.0/16"}}`,
    "--binary <name>": `terraform, tofu or a path (default: TERRAFORM_BINARY_NAME,
      otherwise the first one on the PATH)`,
  },
  "The report": {
    ...THE_REPORT,
    "--target <words>": "what it is compared with (default: the commit, or the folder)",
  },
  Checks: {
    ...CHECKS,
    "--fail-on <list>...": `exit with 3 if a resource is replaced or deleted, if only a plan
      with credentials can tell, if somebody gains access, if a check
      fails, or if a network lets in more: some of
      replace,delete,unknown,gain,check,network. Needs --existing`,
  },
};

export const planCommand: Command = {
  help: () => helpWith(PLAN_WORDS, PLAN_OPTIONS),
  run: (args, onProgress) => {
    const options = planOptionsIn(args);
    const { planStacks }: typeof planRoom = require("../plan/plan-stacks");
    return planStacks(options, onProgress);
  },
};

/** @throws UsageError for a combination without a meaning */
export function planOptionsIn(args: readonly string[]): PlanCommandOptions {
  const { values, inputs } = argumentsIn(args, PLAN_OPTIONS);
  const { existing, synthesize, asRename } = values;
  if (synthesize && !existing?.startsWith("git:")) {
    throw new UsageError("--synthesize needs --existing git:<commit>; name the commit to synthesize.");
  }
  const shared = reportOptionsIn(values);
  if (shared.failOn.length > 0 && existing === undefined) {
    throw new UsageError("--fail-on needs --existing; without an earlier version everything is created.");
  }
  if (asRename && existing === undefined) {
    throw new UsageError("--as-rename needs --existing; it says that both are versions of one stack.");
  }
  const input = onlyInput(inputs, "plan takes one path: the folder of a stack, its cdk.tf.json, or cdktf.out.");
  return { ...values, ...shared, input };
}

const REVIEW_WORDS = {
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

const REVIEW_OPTIONS = {
  "The report": THE_REPORT,
  Checks: CHECKS,
};

export const reviewCommand: Command = {
  help: () => helpWith(REVIEW_WORDS, REVIEW_OPTIONS),
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
