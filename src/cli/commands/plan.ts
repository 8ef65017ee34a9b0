import type { Dialect } from "../../review/writers/markdown";
import { quoted } from "../../terraform/quoted";
import type { Command } from "../command";
import { parseArguments } from "../parse-arguments";
import type * as planRoom from "../plan";
import { FAIL_ON, type FailOn, type PlanCommandOptions, REPORT_FORMATS, type RequestedReport } from "../plan/options";
import { UsageError } from "../usage-error";

const HELP = `Usage: cdktf-acr-aks plan <stack folder, cdk.tf.json or cdktf.out> [options]

Shows what Terraform or OpenTofu would do with synthesized stacks, and who may pull which
images before and after, without credentials and without a cloud. Compares with an earlier
version; without one, everything is new. From cdktf.out, all stacks are planned.

The earlier version:
  --existing <version>  a stack folder, a cdk.tf.json or a cdktf.out; or git:<commit>, such
                        as git:origin/main, if that commit has the synthesized JSON
  --synthesize          with git:<commit>, where the JSON is not committed: check it out
                        into a temporary folder, and run there the app command of its
                        cdktf.json, with the node_modules of this checkout

What the stacks leave open:
  --var <name=value>    the value of a variable; repeatable
  --var-file <file>     values in a .tfvars or .tfvars.json file; repeatable. Later files
                        win, and --var wins over files
  --mocks <file>        JSON with answers of data sources and resources, by type or
                        address: {"data.azurerm_kubernetes_cluster": {"location": "x"}}
  --binary <name>       terraform, tofu or a path (default: TERRAFORM_BINARY_NAME,
                        otherwise the first one on the PATH)

The report:
  --format <format>     text, json, markdown, html, junit or sarif (default: text)
  --out <file>          file to write instead of standard output. Several reports of one
                        plan: --format markdown --out a.md --format sarif --out a.sarif
  --dialect <dialect>   of markdown: github or azure-devops (default: github)

Checks:
  --fail-on <list>      exit with 3 if a resource is replaced or deleted, if only a plan
                        with credentials can tell, or if somebody gains access: some of
                        replace,delete,unknown,gain. Needs --existing
  --snapshot <file>     exit with 4 if the plan differs from the one in the file, and
                        print the difference. A missing file is written, except in CI
  --update              write the snapshot anew

  -h, --help            print this help
  --version             print the version

Exit codes: 0 success, 1 refused, 2 wrong usage, 3 found what --fail-on names, 4 the
snapshot differs; 3 if both apply. Prints the report to standard output, or the paths of
the files that it wrote, and progress to standard error, in a terminal only.

Examples:
  cdktf-acr-aks plan cdktf.out --existing git:origin/main --synthesize --fail-on delete
  cdktf-acr-aks plan cdktf.out/stacks/attach --var location=westeurope --snapshot a.plan`;

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
  "fail-on": { type: "string", multiple: true, default: [] as string[] },
} as const;

export const planCommand: Command = {
  name: "plan",
  summary: "shows what would change, and who may pull what, without credentials",
  example: "cdktf-acr-aks plan cdktf.out --existing git:origin/main --synthesize",
  help: () => HELP,
  run: (args, onProgress) => {
    const options = optionsIn(args);
    // It loads cdktf, which other commands do without.
    const { planStacks }: typeof planRoom = require("../plan");
    return planStacks(options, onProgress);
  },
};

function optionsIn(args: readonly string[]): PlanCommandOptions {
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
