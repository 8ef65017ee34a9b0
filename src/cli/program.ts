import { version } from "../handoff";
import { Refusal } from "../shared/refusal";
import { quoted } from "../terraform/quoted";
import type { Command } from "./command";
import { COMMANDS } from "./commands";
import { helpOfProgram } from "./help";
import { nearNames } from "./near-names";
import { UsageError } from "./usage-error";

/** Where the program writes to. */
export interface Streams {
  readonly out: (text: string) => void;
  readonly error: (text: string) => void;
}

/** Runs a command line and returns the exit code. Rethrows every error that is neither a refusal nor wrong usage. */
export function run(args: readonly string[], { out, error }: Streams): number {
  const command = COMMANDS.find(({ name }) => name === args[0]);
  try {
    out(`${answer(command, args, (line) => error(`${line}\n`))}\n`);
    return 0;
  } catch (fault) {
    if (fault instanceof UsageError) {
      const help = command === undefined ? "--help" : `${command.name} --help`;
      error(`cdktf-acr-aks: ${fault.message}\nTry 'cdktf-acr-aks ${help}'.\n`);
      return 2;
    }
    if (fault instanceof Refusal) {
      error(`cdktf-acr-aks: ${fault.message}\n`);
      return 1;
    }
    throw fault;
  }
}

/** Carries the command line out and returns what it prints to standard output. */
function answer(command: Command | undefined, args: readonly string[], onProgress: (line: string) => void): string {
  const [name] = args;
  if (command === undefined && name !== undefined && !name.startsWith("-")) {
    throw new UsageError(`unknown command ${quoted(name)}; ${suggestion(name)}`);
  }
  if (args.includes("--help") || args.includes("-h")) {
    return command === undefined ? helpOfProgram() : command.help();
  }
  if (args.includes("--version")) {
    return version();
  }
  if (command === undefined) {
    throw new UsageError(`no command given; the first argument must be one of ${allNames()}.`);
  }
  return command.run(args.slice(1), onProgress);
}

function suggestion(name: string): string {
  const near = nearNames(
    name,
    COMMANDS.map((command) => command.name),
  );
  return near.length > 0 ? `did you mean ${near.join(" or ")}?` : `the commands are ${allNames()}.`;
}

function allNames(): string {
  return COMMANDS.map(({ name }) => name).join(", ");
}
