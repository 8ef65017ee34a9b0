import { parseArgs } from "node:util";
import { create, DEFAULT_SCENARIO } from "./create";
import { Interruption } from "./interruption";
import { quoted, Refusal, UsageError } from "./refusal";
import { scenarios } from "./scenarios";

const {
  name: NAME,
  version: VERSION,
}: { readonly name: string; readonly version: string } = require("../package.json");

/** Where the program writes to. */
export interface Streams {
  readonly out: (text: string) => void;
  readonly error: (text: string) => void;
}

/** Runs a command line and returns the exit code. Rethrows every error that is neither a refusal nor wrong usage. */
export async function run(
  args: readonly string[],
  { out, error }: Streams,
  interruption = new Interruption(),
): Promise<number> {
  try {
    const output = await answer(args, (line) => error(`${line}\n`), interruption);
    await interruption.pass();
    out(`${output}\n`);
    return 0;
  } catch (fault) {
    if (fault instanceof UsageError) {
      error(`${NAME}: ${fault.message}\nTry 'npm create cdktf-acr-aks -- --help'.\n`);
      return 2;
    }
    if (fault instanceof Refusal) {
      error(`${NAME}: ${fault.message}\n`);
      return 1;
    }
    throw fault;
  }
}

/** What `--help` prints, in lines of at most 90 characters. */
export function help(): string {
  const all = scenarios();
  const width = Math.max(...all.map(({ name }) => name.length));
  const list = all.map(({ name, description }) => `  ${name.padEnd(width)}   ${description}`);
  return `Usage: npm create cdktf-acr-aks <folder> -- [options]

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
folder to standard output, and progress and the next steps to standard error.

Example:
  npm create cdktf-acr-aks image-pulls -- --scenario new-cluster`;
}

async function answer(
  args: readonly string[],
  onProgress: (line: string) => void,
  interruption: Interruption,
): Promise<string> {
  const { values, positionals } = parsed(args);
  if (values.help) {
    return help();
  }
  if (values.version) {
    return VERSION;
  }
  const folder = folderIn(positionals);
  const scenario = scenarioIn(values.scenario);
  return create({ folder, scenario, install: !values["no-install"], onProgress, interruption });
}

function parsed(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        scenario: { type: "string", default: DEFAULT_SCENARIO },
        "no-install": { type: "boolean" },
        help: { type: "boolean", short: "h" },
        version: { type: "boolean" },
      },
    });
  } catch (error) {
    // The class of the error differs where a test runner has globals of its own.
    throw new UsageError(String(Object(error).message).split("\n")[0]);
  }
}

function folderIn([folder, ...more]: readonly string[]): string {
  if (!folder || more.length > 0) {
    const surplus = more.length > 0 ? `, but ${more.map(quoted).join(", ")} came with it; options follow after --` : "";
    throw new UsageError(`one folder is needed: a new one, or '.' for the current one if it is empty${surplus}.`);
  }
  return folder;
}

function scenarioIn(scenario: string): string {
  const names = scenarios().map(({ name }) => name);
  if (!names.includes(scenario)) {
    throw new UsageError(`--scenario must be one of ${names.join(", ")}, got ${quoted(scenario)}.`);
  }
  return scenario;
}
