import type { Command } from "../command";
import type * as reviewRoom from "../review";
import { reviewOptionsIn } from "../review/command-line";

const HELP = `Usage: stack-tools review <plan.json ...> [options]
       stack-tools review --plan-file <plan> --in <folder> [options]

Reports on plans that Terraform or OpenTofu has made, of any configuration: what would
change, and who may pull which images before and after. Reads what \`terraform show -json\`
and \`tofu show -json\` print of a saved plan, from files or, for -, from standard input.
Runs no engine and no provider, but with --plan-file, and asks no cloud. Several plans are
one review, so that what one of them names by its id may be what another one manages.

Values that a plan marks as sensitive are in no report. What a plan does not show, such as
a local value, is called unknown, with its name.

The plan in the engine's own form:
  --plan-file <plan>    let the engine show what plan -out has saved. It runs, and so do
                        the providers that init has installed in the folder: programs,
                        which get no credentials of the shell. Nothing is installed
  --in <folder>         the folder that was planned, in which init was run
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
  --target <words>      what it is compared with
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
  --fail-on <list>      exit with 3 if a resource is replaced or deleted, if that is
                        unknown, if somebody gains access, if something was changed
                        outside of Terraform, if a check fails, or if a network
                        lets in more: some of
                        replace,delete,unknown,gain,drift,check,network
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
output, or the paths of the files that it wrote.

Examples:
  terraform plan -out=tfplan && terraform show -json tfplan | stack-tools review -
  stack-tools review plans/*.json --format markdown --out review.md --fail-on gain,delete`;

export const reviewCommand: Command = {
  name: "review",
  summary: "reports on a plan that is there, of any configuration: who may pull what",
  example: "stack-tools review plan.json --fail-on gain",
  help: () => HELP,
  run: (args, onProgress) => {
    const options = reviewOptionsIn(args);
    const { reviewPlans }: typeof reviewRoom = require("../review");
    return reviewPlans(options, onProgress);
  },
};
