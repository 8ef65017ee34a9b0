import { parseArgs } from "node:util";
import { type Format, handOff, version } from "../handoff";
import { Refusal, UsageError } from "../handoff/input/refusal";
import { quoted } from "../terraform/quoted";

const HELP = `Usage: cdktf-acr-aks hand-off <stack folder or cdktf.out> --out <folder> [options]

Turns synthesized stacks into bundles: folders that a platform team can review, test and
apply with Terraform or OpenTofu alone. From cdktf.out, each stack gets its own folder.

Options:
  --out <folder>        folder to write; unrelated files in it are kept
  --format <json|hcl>   language of the module (default: json)
  --force               overwrite files that were edited since the last handoff, and
                        remove bundles that are not part of this one
  -h, --help            print this help
  --version             print the version

Exit codes: 0 success, 1 refused, 2 wrong usage. Prints the path of the folder to standard
output, and progress to standard error.`;

const OPTIONS = {
  out: { type: "string" },
  format: { type: "string" },
  force: { type: "boolean" },
  help: { type: "boolean", short: "h" },
  version: { type: "boolean" },
} as const;

/** Where the program writes to. */
export interface Streams {
  readonly out: (text: string) => void;
  readonly error: (text: string) => void;
}

/** Runs a command line and returns the exit code. Rethrows every error that is neither a refusal nor wrong usage. */
export function run(args: readonly string[], { out, error }: Streams): number {
  try {
    out(`${answer(args, (line) => error(`${line}\n`))}\n`);
    return 0;
  } catch (fault) {
    if (fault instanceof UsageError) {
      error(`cdktf-acr-aks: ${fault.message}\nTry 'cdktf-acr-aks --help'.\n`);
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
function answer(args: readonly string[], onProgress: (line: string) => void): string {
  const { values, positionals } = parse(args);
  if (values.help) {
    return HELP;
  }
  if (values.version) {
    return version();
  }
  const input = inputIn(positionals);
  const format = formatIn(values.format);
  if (!values.out) {
    throw new UsageError("--out is missing; name the folder to write.");
  }
  return handOff({ input, format, out: values.out, force: values.force, onProgress }).folder;
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true });
  } catch (error) {
    throw isParseError(error) ? new UsageError(error.message.split("\n")[0]) : error;
  }
}

/** By its code, because the class of an error differs where a test runner has globals of its own. */
function isParseError(error: unknown): error is { readonly message: string } {
  const isCoded = typeof error === "object" && error !== null && "code" in error && "message" in error;
  return isCoded && String(error.code).startsWith("ERR_PARSE_ARGS_") && typeof error.message === "string";
}

function inputIn([command, input, ...more]: readonly string[]): string {
  if (command === undefined) {
    throw new UsageError("no command given; the only command is hand-off.");
  }
  if (command !== "hand-off") {
    throw new UsageError(`unknown command ${quoted(command)}; the only command is hand-off.`);
  }
  if (!input || more.length > 0) {
    throw new UsageError("hand-off takes one folder: the folder of a stack, or cdktf.out.");
  }
  return input;
}

function formatIn(format = "json"): Format {
  if (format !== "json" && format !== "hcl") {
    throw new UsageError(`--format must be json or hcl, got ${quoted(format)}.`);
  }
  return format;
}
