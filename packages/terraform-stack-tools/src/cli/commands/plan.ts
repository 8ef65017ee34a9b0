import type { Command } from "../command";
import type * as planRoom from "../plan";
import { planOptionsIn } from "../plan/command-line";

const HELP = `Usage: stack-tools plan <stack folder, cdk.tf.json or cdktf.out> [options]

Shows what Terraform or OpenTofu would do with synthesized stacks, and who may pull which
images before and after, without credentials and without a cloud. Compares with an earlier
version; without one, everything is new. From cdktf.out, all stacks are planned.

The earlier version:
  --existing <version>  a stack folder, a cdk.tf.json or a cdktf.out; or git:<commit>,
                        such as git:origin/main, if that commit has the synthesized JSON
  --synthesize          with git:<commit>, where the JSON is not committed: check it out
                        into a temporary folder, and run there the app command of its
                        cdktf.json, with the node_modules of this checkout
  --as-rename           compare stacks of two names, or without an address in common,
                        which are refused otherwise

What the stacks leave open:
  --var <name=value>    the value of a variable; repeatable
  --var-file <file>     values in a .tfvars or .tfvars.json file; repeatable. Later files
                        win, and --var wins over files
  --mocks <file>        JSON with answers of data sources and resources, by type or
                        address: {"data.aws_vpc": {"cidr_block": "10.0.0.0/16"}}
  --binary <name>       terraform, tofu or a path (default: TERRAFORM_BINARY_NAME,
                        otherwise the first one on the PATH)

The report:
  --format <format>     text, json, markdown, html, junit, sarif, code-quality for GitLab,
                        or access for the file of --expect (default: text)
  --out <file>          file to write instead of standard output. Several reports of one
                        plan: --format markdown --out a.md --format sarif --out a.sarif
  --dialect <dialect>   of markdown: github, gitlab, azure-devops for comments, or
                        azure-devops-wiki (default: github)
  --source <words>      what the header calls the version that is looked at (default: the
                        commit and the branch of the checkout)
  --target <words>      what it is compared with (default: the commit, or the folder)
  --date <date>         a day or a time by RFC 3339 for the header of markdown and html
                        (default: now, or SOURCE_DATE_EPOCH). Each of the three may be
                        none: then the report is the same in every run

  --principals <file>   JSON with names by object id: {"<object id>": "alice"}. Text,
                        markdown, html and messages show them behind the ids

  --findings <file>     SARIF 2.1.0 that a scanner such as trivy wrote; repeatable. Text,
                        markdown, html and json show it below; no check reads it

  --evidence <folder>   write evidence.json and evidence.html for an auditor: controls on
                        access to images, with answers, rows, digests and versions. The
                        same bytes in every run. Refuses a folder with other files

Checks:
  --fail-on <list>      exit with 3 if a resource is replaced or deleted, if only a plan
                        with credentials can tell, if somebody gains access, if a check
                        fails, or if a network lets in more: some of
                        replace,delete,unknown,gain,check,network. Needs --existing
  --allow-unjudged <kind>
                        with --fail-on gain and --expect: let pass what no plan tells of
                        one kind, such as helm_release; repeatable
  --allow-opaque        with --fail-on gain and --expect: let pass access of which the
                        plan does not tell whose it is, or to what
  --expect <file>       exit with 4 if access differs from what the file says that is
                        agreed: more, less or not known. --format access writes one
  --snapshot <file>     exit with 4 if the plan differs from the one in the file, and
                        print the difference. A missing file is written, except in CI
  --snapshot-of <what>  plan, or access for who may do what alone (default: plan)
  --update              overwrite the snapshot

  -h, --help            print this help
  --version             print the version

Exit codes: 0 success, 1 refused, 2 wrong usage, 3 found what --fail-on names, 4 the
snapshot or the agreed access differs; 3 if both apply. Prints the report to standard
output, or the paths of the files that it wrote, and progress to standard error, in a
terminal only.

Examples:
  stack-tools plan cdktf.out --existing git:origin/main --synthesize --fail-on delete
  stack-tools plan cdktf.out/stacks/attach --var location=westeurope --snapshot a.plan`;

export const planCommand: Command = {
  name: "plan",
  summary: "shows what would change, and who may pull what, without credentials",
  example: "stack-tools plan cdktf.out --existing git:origin/main --synthesize",
  help: () => HELP,
  run: (args, onProgress) => {
    const options = planOptionsIn(args);
    // It loads cdktf, which other commands do without.
    const { planStacks }: typeof planRoom = require("../plan");
    return planStacks(options, onProgress);
  },
};
