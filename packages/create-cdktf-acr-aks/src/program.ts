import { CDKS, DEFAULTS, LANGUAGES, scenarios } from "./choices";
import { checkTakenByNpm, commandLine } from "./command-line";
import { create } from "./create";
import { Interruption } from "./interruption";
import { type Ask, askInTerminal, askNobody, canAsk } from "./questions";
import { Refusal, UsageError } from "./refusal";

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
  ask: Ask = canAsk() ? askInTerminal : askNobody,
): Promise<number> {
  try {
    const output = await answer(args, (line) => error(`${line}\n`), interruption, ask);
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
  return `Usage: npm create cdktf-acr-aks [folder] -- [options]

Writes a small app: a stack, settings with the names of your registry and cluster, tests
that need no credentials, and a workflow for GitHub Actions. Then installs its packages,
at the versions that this release is tested with. In a terminal, it asks for what the
command line leaves out; in CI and in scripts, it never asks.

Scenarios:
${list.join("\n")}

Options:
  --cdk <name>        ${CDKS.join(" or ")} (default: ${DEFAULTS.cdk})
  --language <name>   ${LANGUAGES.join(" or ")} (default: ${DEFAULTS.language})
  --scenario <name>   what the app deploys (default: ${DEFAULTS.scenario})
  --no-install        only write the files; the next steps say how to install later
  -h, --help          print this help
  --version           print the version

cdktf was archived in December 2025, and cdktn is its maintained fork. npm lacks bindings
of cdktn for some providers, so npm run get generates them; PyPI has all of them.

The folder must be new or empty, apart from .git: no file is ever overwritten.

Exit codes: 0 success, 1 refused or not installed, 2 wrong usage. Prints the path of the
folder to standard output, and progress and the next steps to standard error.

Examples:
  npm create cdktf-acr-aks image-pulls -- --scenario new-cluster
  npm create cdktf-acr-aks image-pulls -- --cdk cdktn --language python`;
}

async function answer(
  args: readonly string[],
  onProgress: (line: string) => void,
  interruption: Interruption,
  ask: Ask,
): Promise<string> {
  const given = commandLine(args);
  if (given.help) {
    return help();
  }
  if (given.version) {
    return VERSION;
  }
  checkTakenByNpm(process.env);
  const { folder = ".", cdk, language, scenario } = await ask(given);
  const choice = {
    cdk: cdk ?? DEFAULTS.cdk,
    language: language ?? DEFAULTS.language,
    scenario: scenario ?? DEFAULTS.scenario,
  };
  return create({ folder, ...choice, install: given.install, onProgress, interruption });
}
