import { nearNames } from "../shared/near-names";
import { ownVersion } from "../shared/own-package";
import { Refusal } from "../shared/refusal";
import { quoted } from "../stack/json";
import type { Command, Outcome } from "./command";
import { UsageError } from "./command";
import { COMMANDS } from "./commands";

/** Where the program writes to. */
export interface Streams {
  readonly out: (text: string) => void;
  readonly error: (text: string) => void;
}

/** Runs a command line and returns the exit code. Rethrows every error that is neither a refusal nor wrong usage. */
export function run(args: readonly string[], { out, error }: Streams): number {
  const command = COMMANDS.find(({ name }) => name === args[0]);
  try {
    const { output, refusal, exitCode = 0 } = answer(command, args, (line) => error(`${line}\n`));
    if (output !== "") {
      out(`${output}\n`);
    }
    if (refusal !== undefined) {
      error(`stack-tools: ${refusal}\n`);
    }
    return exitCode;
  } catch (fault) {
    if (fault instanceof UsageError) {
      const help = command === undefined ? "--help" : `${command.name} --help`;
      error(`stack-tools: ${fault.message}\nTry 'stack-tools ${help}'.\n`);
      return 2;
    }
    if (fault instanceof Refusal) {
      error(`stack-tools: ${fault.message}\n`);
      return 1;
    }
    throw fault;
  }
}

function answer(command: Command | undefined, args: readonly string[], onProgress: (line: string) => void): Outcome {
  const [name] = args;
  if (command === undefined && name !== undefined && !name.startsWith("-")) {
    throw new UsageError(`unknown command ${quoted(name)}; ${suggestion(name)}`);
  }
  if (args.includes("--help") || args.includes("-h")) {
    return { output: command === undefined ? helpOfProgram() : command.help() };
  }
  if (args.includes("--version")) {
    return { output: ownVersion() };
  }
  if (command === undefined) {
    const got = name === undefined ? "" : `, got ${quoted(name)}`;
    throw new UsageError(`the first argument must be one of ${allNames()}${got}.`);
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

/** What `stack-tools --help` prints. */
export function helpOfProgram(): string {
  const width = Math.max(...COMMANDS.map(({ name }) => name.length));
  const indent = " ".repeat(width + 5);
  const commands = COMMANDS.map(
    ({ name, summary, example }) => `  ${name.padEnd(width)}   ${summary}\n${indent}${example}`,
  );
  return `Usage: stack-tools <command> [options]

Reviews and hands over the Terraform that a CDK synthesizes, and turns it into code for
those who leave the CDK, without credentials and without a cloud.

Commands, each with an example:
${commands.join("\n")}

Options:
  -h, --help   print this help; after a command, the help of that command
  --version    print the version

Exit codes: 0 success, 1 refused, 2 wrong usage; plan and eject have more.`;
}
