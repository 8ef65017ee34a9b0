import { quoted } from "../../terraform/quoted";
import type { Command } from "../command";
import { DEFAULT_SCENARIO, init } from "../init";
import { scenarios } from "../init/scenarios";
import { parseArguments } from "../parse-arguments";
import { UsageError } from "../usage-error";

const OPTIONS = {
  scenario: { type: "string" },
  "no-install": { type: "boolean" },
} as const;

export const initCommand: Command = {
  name: "init",
  summary: "writes a small project that is ready to edit, test and deploy",
  example: "cdktf-acr-aks init image-pulls --scenario new-cluster",
  help,
  run: (args, onProgress) => {
    const { values, positionals } = parseArguments(args, OPTIONS);
    const folder = folderIn(positionals);
    const scenario = scenarioIn(values.scenario);
    return { output: init({ folder, scenario, install: values["no-install"] !== true, onProgress }) };
  },
};

function help(): string {
  const all = scenarios();
  const width = Math.max(...all.map(({ name }) => name.length));
  const list = all.map(({ name, description }) => `  ${name.padEnd(width)}   ${description}`);
  return `Usage: cdktf-acr-aks init <folder> [options]

Writes a small TypeScript project: a stack, settings.ts with the names of your registry
and cluster, tests that need no credentials, and a workflow for GitHub Actions. Then
installs its packages with npm, at the versions that this release is tested with.

Scenarios:
${list.join("\n")}

Options:
  --scenario <name>   what the project deploys (default: ${DEFAULT_SCENARIO})
  --no-install        only write the files; run npm install in the folder later
  -h, --help          print this help
  --version           print the version

The folder must be new or empty, apart from .git: no file is ever overwritten.

Exit codes: 0 success, 1 refused or not installed, 2 wrong usage. Prints the path of the
folder to standard output, and progress and the next steps to standard error.`;
}

function folderIn([folder, ...more]: readonly string[]): string {
  if (!folder || more.length > 0) {
    throw new UsageError("init takes one folder: a new one, or '.' for the current one if it is empty.");
  }
  return folder;
}

function scenarioIn(scenario = DEFAULT_SCENARIO): string {
  const names = scenarios().map(({ name }) => name);
  if (!names.includes(scenario)) {
    throw new UsageError(`--scenario must be one of ${names.join(", ")}, got ${quoted(scenario)}.`);
  }
  return scenario;
}
