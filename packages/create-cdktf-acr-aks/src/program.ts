import { readFileSync } from "node:fs";
import { join } from "node:path";
import { CDKS, DEFAULTS, LANGUAGES, OLDEST_NODE, scenarios } from "./choices";
import { checkTakenByNpm, commandLine } from "./command-line";
import { create } from "./create";
import { Interruption } from "./interruption";
import { found, type Machine, obstacle, thisMachine } from "./machine";
import { Progress } from "./progress";
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
  /** Whether the second one is a terminal, in which a line can be written over. */
  readonly isLive: boolean;
}

/** Runs a command line and returns the exit code. Rethrows every error that is neither a refusal nor wrong usage. */
export async function run(
  args: readonly string[],
  { out, error, isLive }: Streams,
  interruption = new Interruption(),
  ask: Ask = canAsk() ? askInTerminal : askNobody,
  machine = thisMachine(),
): Promise<number> {
  try {
    const output = await answer(args, new Progress(error, isLive), interruption, ask, machine);
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
${isReleased() ? "" : "\nNot released yet: the README says how to start an app from a clone.\n"}
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

cdktf was archived in December 2025. cdktn is its maintained fork, whose program needs
Node.js ${OLDEST_NODE.cdktn} or later; in TypeScript, npm run get generates its bindings.

The folder must be new or empty, apart from .git: no file is ever overwritten.

Exit codes: 0 success, 1 refused or not installed, 2 wrong usage. Prints the path of the
folder to standard output, and progress and the next steps to standard error.

Examples:
  npm create cdktf-acr-aks image-pulls -- --scenario new-cluster
  npm create cdktf-acr-aks image-pulls -- --cdk cdktn --language python`;
}

/** A release turns the first heading of the changelog into its version. */
function isReleased(): boolean {
  return /^## \d/m.test(readFileSync(join(__dirname, "../CHANGELOG.md"), "utf8"));
}

async function answer(
  args: readonly string[],
  progress: Progress,
  interruption: Interruption,
  ask: Ask,
  machine: Machine,
): Promise<string> {
  const given = commandLine(args);
  if (given.help) {
    return help();
  }
  if (given.version) {
    return VERSION;
  }
  checkTakenByNpm(process.env);
  checkMachine(given, machine);
  progress.line(found(machine));
  const { folder = ".", cdk, language, scenario } = await ask(given, machine);
  const choice = {
    cdk: cdk ?? DEFAULTS.cdk,
    language: language ?? DEFAULTS.language,
    scenario: scenario ?? DEFAULTS.scenario,
  };
  const { install } = given;
  checkMachine({ ...choice, install }, machine);
  return create({ folder, ...choice, install, progress, interruption });
}

/** @throws Refusal for an app that cannot run here, or be installed */
function checkMachine(...[choice, machine]: Parameters<typeof obstacle>): void {
  const reason = obstacle(choice, machine);
  if (reason !== undefined) {
    throw new Refusal(reason);
  }
}
