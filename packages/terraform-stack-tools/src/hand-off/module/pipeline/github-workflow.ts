import { OPEN_ID_CONNECT } from "../../../knowledge/catalogue/block-types";
import type { Jobs } from "./jobs";
import { entry, indented, SKIPPED_TESTS, STATE, whatItDoes, whereToLogIn } from "./yaml";

/** The workflow of GitHub Actions. Actions are pinned to the commits of their versions, by `npm run docs`. */
export function gitHubWorkflow(jobs: Jobs): string {
  const lines = [
    ...whatItDoes(jobs),
    "# GitHub reads it in .github/workflows at the top of a repository.",
    "name: terraform",
    "on:",
    "  pull_request:",
    "  push:",
    "    branches: [main]",
    "permissions:",
    "  contents: read",
    "jobs:",
    "  test:",
    "    runs-on: ubuntu-latest",
    "    steps:",
    ...indented([...setUp(jobs), ...jobs.checks.map(run), ...(jobs.skipsTests ? SKIPPED_TESTS : [])], 6),
    "  plan:",
    "    if: github.event_name == 'push'",
    "    needs: test",
    "    runs-on: ubuntu-latest",
    ...indented([...permissions(jobs), ...environment(jobs)], 4),
    "    steps:",
    ...indented([...setUp(jobs), ...whereToLogIn(jobs), ...STATE, ...jobs.plan.map(run)], 6),
  ];
  return `${lines.join("\n")}\n`;
}

function setUp({ terraformVersion }: Jobs): string[] {
  return [
    "- uses: actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1 # v7.0.1",
    "  with:",
    "    persist-credentials: false",
    "- uses: hashicorp/setup-terraform@dfe3c3f87815947d99a8997f908cb6525fc44e9e # v4.0.1",
    "  with:",
    `    terraform_version: ${terraformVersion}`,
    "    terraform_wrapper: false",
  ];
}

function run(command: string): string {
  return `- run: ${command}`;
}

/** Those of a job replace those of the workflow. */
function permissions({ login }: Jobs): string[] {
  return login.length === 0 ? [] : ["permissions:", "  contents: read", "  id-token: write"];
}

function environment({ login, inputs }: Jobs): string[] {
  const entries = [
    ...(login.length === 0 ? [] : Object.entries(OPEN_ID_CONNECT).map(([name, value]) => entry(name, `"${value}"`))),
    ...login.map((name) => entry(name, expression(`vars.${name}`))),
    ...inputs.map(({ variable, setting, isSecret }) =>
      entry(variable, expression(`${isSecret ? "secrets" : "vars"}.${setting}`)),
    ),
  ];
  return entries.length === 0 ? [] : ["env:", ...indented(entries, 2)];
}

function expression(text: string): string {
  return `\${{ ${text} }}`;
}
