import { isInPipeline } from "../shared/process";
import { ownVersion, Refusal } from "../shared/refusal";
import { beginStep, superviseBy } from "../shared/remainders";
import { withoutCredentials } from "../stack/credentials";
import { quoted } from "../stack/json";
import { type Command, helpOf, type Listed, type Outcome, optionsIn, UsageError, unknown } from "./command";
import type * as reports from "./commands/reports";
import type * as reviewRoom from "./plan/compared-plans";
import type * as planRoom from "./plan/plan-stacks";

/** All commands, in the order in which a stack needs them. */
export const COMMANDS: readonly Listed[] = [
  {
    name: "plan",
    summary: "shows what would change, and who may pull what, without credentials",
    example: "terraform-stack-tools plan cdktf.out --existing ../main/cdktf.out",
    load: (): Command => {
      const { PLAN_HELP, planOptionsIn }: typeof reports = require("./commands/reports");
      const run: Command["run"] = (args, onProgress) => {
        const options = planOptionsIn(args);
        const { planStacks }: typeof planRoom = require("./plan/plan-stacks");
        return planStacks(options, onProgress);
      };
      return { ...PLAN_HELP, run };
    },
  },
  {
    name: "review",
    summary: "reports on an existing plan of any configuration: who may pull what",
    example: "terraform-stack-tools review plan.json --fail-on gain",
    load: (): Command => {
      const { REVIEW_HELP, reviewOptionsIn }: typeof reports = require("./commands/reports");
      const run: Command["run"] = (args, onProgress) => {
        const options = reviewOptionsIn(args);
        const { reviewPlans }: typeof reviewRoom = require("./plan/compared-plans");
        return reviewPlans(options, onProgress);
      };
      return { ...REVIEW_HELP, run };
    },
  },
  {
    name: "hand-off",
    summary: "turns synthesized stacks into folders for a platform team",
    example: "terraform-stack-tools hand-off cdktf.out --out hand-off --format hcl",
    load: (): Command => require("./commands/folders").handOffCommand,
  },
  {
    name: "eject",
    summary: "turns synthesized stacks into Terraform for a team that leaves its CDK",
    example: "terraform-stack-tools eject cdktf.out --out terraform --check",
    load: (): Command => require("./commands/folders").ejectCommand,
  },
];

const NAMES = COMMANDS.map(({ name }) => name);

/** Where the program writes to. */
export interface Streams {
  readonly out: (text: string) => void;
  readonly error: (text: string) => void;
  /** Which of them show colours. @default none */
  readonly colours?: Readonly<Record<"out" | "error", boolean>>;
}

/** Runs a command line and returns the exit code. Rethrows every error that is neither a refusal nor wrong usage. */
export function run(args: readonly string[], { out, error: write, colours }: Streams): number {
  const error = (text: string) => write(withoutCredentials(text));
  const fail = (text: string) =>
    error(`${colours?.error ? inColour("red", "terraform-stack-tools:") : "terraform-stack-tools:"} ${text}\n`);
  const command = commandIn(args);
  try {
    const { output, isForPeople, refusal, exitCode = 0 } = answer(command, args, (line) => error(`${line}\n`));
    beginStep("");
    if (output !== "") {
      out(`${isForPeople && colours?.out ? coloured(output) : output}\n`);
    }
    if (refusal !== undefined) {
      fail(refusal);
    }
    return exitCode;
  } catch (fault) {
    if (fault instanceof UsageError) {
      const help = command === undefined ? "--help" : `${command.name} --help`;
      fail(`${fault.message}\nTry 'terraform-stack-tools ${help}'.`);
      return 2;
    }
    if (fault instanceof Refusal) {
      fail(fault.message);
      return 1;
    }
    throw fault;
  }
}

function commandIn([name]: readonly string[]): Listed | undefined {
  return COMMANDS.find((command) => command.name === name);
}

function answer(command: Listed | undefined, args: readonly string[], onProgress: (line: string) => void): Outcome {
  const [name, ...others] = args;
  if (name === "help") {
    return answer(commandIn(others), [...others.slice(0, 1), "--help"], onProgress);
  }
  if (command === undefined && name !== undefined && !name.startsWith("-")) {
    throw unknown("command", name, NAMES);
  }
  if (asksFor(HELP, args, command)) {
    return { output: command === undefined ? helpOfProgram() : helpOf(command.load()), isForPeople: true };
  }
  if (asksFor(VERSION, args, command)) {
    return { output: ownVersion() };
  }
  if (command === undefined) {
    const got = name === undefined ? "" : `, got ${quoted(name)}`;
    throw new UsageError(`the first argument must be one of ${NAMES.join(", ")}${got}.`);
  }
  return command.load().run(others, onProgress);
}

const HELP = ["--help", "-h"];
const VERSION = ["--version", "-v"];

/** @param command where given, what stands in the place of a value of its options asks for nothing */
function asksFor(option: readonly string[], args: readonly string[], command?: Listed): boolean {
  const end = args.indexOf("--");
  const before = end < 0 ? args : args.slice(0, end);
  return before.some((arg, place) => option.includes(arg) && !needsValue(args[place - 1], command));
}

function needsValue(given = "", command?: Listed): boolean {
  const options = given.startsWith("--") && command !== undefined ? optionsIn(command.load().options) : [];
  return options.some(({ name, value }) => value !== undefined && given === `--${name}`);
}

/** Whether there is nothing to undo, and no process to end, wherever a signal ends the program. */
export function leavesNothing(args: readonly string[]): boolean {
  return commandIn(args) === undefined || asksFor(HELP, args) || asksFor(VERSION, args);
}

/** What `terraform-stack-tools --help` prints. */
export function helpOfProgram(): string {
  const width = Math.max(...NAMES.map(({ length }) => length));
  const indent = " ".repeat(width + 5);
  const commands = COMMANDS.map(
    ({ name, summary, example }) => `  ${name.padEnd(width)}   ${summary}\n${indent}${example}`,
  );
  return `Usage: terraform-stack-tools <command> [options], or terraform-stack-tools help <command>

Reviews and hands over the Terraform that a CDK synthesizes, and turns it into code for
teams that leave the CDK, without credentials and without a cloud.

Commands, each with an example:
${commands.join("\n")}

Options:
  -h, --help      print this help; after a command, the help of that command
  -v, --version   print the version

In a terminal, headings and key findings have colors, unless NO_COLOR is set.

Exit codes: 0 success, 1 refused, 2 wrong usage; plan and eject have more.`;
}

/** Runs a command line as this process. */
export function main(args: readonly string[]): void {
  // Who closes the pipe has read what they wanted, as `head` does.
  process.stdout.on("error", ({ code }: NodeJS.ErrnoException) => {
    if (code !== "EPIPE") {
      process.exitCode = 1;
      process.stderr.write(
        `terraform-stack-tools: standard output cannot be written (${code}); free some space, or write it elsewhere.\n`,
      );
    }
  });
  process.stderr.on("error", () => undefined);
  process.exitCode = run(args, {
    out: (text) => process.stdout.write(text),
    error: (text) => process.stderr.write(text),
    colours: { out: hasColours(process.stdout), error: hasColours(process.stderr) },
  });
}

type Colour = "bold" | "green" | "red" | "yellow";

/** Codes of ECMA-48 to begin and to end. The `styleText` of Node.js is younger than 20.9. */
const CODES: Readonly<Record<Colour, readonly [number, number]>> = {
  bold: [1, 22],
  green: [32, 39],
  red: [31, 39],
  yellow: [33, 39],
};

/** What has a colour, at the start of a line: headings, and the words that say how much something weighs. */
const COLOURED: readonly (readonly [colour: Colour, place: RegExp])[] = [
  ["bold", /^[A-Z][\w ,]{0,40}:$|^(?:Exit codes|Plan|Resources|Usage):/gm],
  ["red", /(?<=^[-+/#]{1,3} [^\n]{1,300} \()(?:replace|delete|forget and create|forget)(?=[;)])/gm],
  ["yellow", /(?<=^~\??[^\n]{1,300} \()(?:update, replacement unknown|update)(?=[;)])|^[!?](?= )/gm],
  ["green", /(?<=^\+ [^\n]{1,300} \()create(?=[;)])|(?<=^[\w.-]{1,100}: )no changes(?= \()/gm],
  ["red", /(?<=^[\w.-]{1,100}: )not the same$/gm],
];

/** Text for people, with its colours. */
export function coloured(text: string): string {
  return COLOURED.reduce((shown, [colour, place]) => shown.replace(place, (found) => inColour(colour, found)), text);
}

function inColour(colour: Colour, text: string): string {
  const [on, off] = CODES[colour];
  return `\u001b[${on}m${text}\u001b[${off}m`;
}

/** Whether a stream shows colours: a terminal, unless somebody wants none. The rules of https://no-color.org. */
export function hasColours({ isTTY }: { readonly isTTY?: boolean }, { NO_COLOR, TERM } = process.env): boolean {
  return isTTY === true && !NO_COLOR && TERM !== "dumb";
}

/** What takes no longer needs no words, in milliseconds. */
const PATIENCE = 2_000;

/** A step that goes on is told again after this time. */
const AGAIN = 10_000;

/**
 * Tells in a terminal what is under way, a line for each step that is not over soon, as whole lines, which nothing else
 * on the screen is lost to. Tells nothing in a pipe or a pipeline. The timer keeps no process alive.
 * @returns what to call at the beginning of each step, with an empty text at the end
 */
export function progressTo(stream: { readonly isTTY?: boolean; write(text: string): unknown }): (step: string) => void {
  if (stream.isTTY !== true || isInPipeline()) {
    return () => {};
  }
  const started = Date.now();
  let current = "";
  let told = { step: "", at: 0 };
  setInterval(() => {
    const now = Date.now();
    if (current !== "" && (current !== told.step || now - told.at >= AGAIN)) {
      stream.write(`${current} (${Math.round((now - started) / 1000)} s)\n`);
      told = { step: current, at: now };
    }
  }, PATIENCE).unref();
  return (step) => {
    current = step;
  };
}

if (require.main === module) {
  superviseBy(3);
  main(process.argv.slice(2));
}
