import { parseArgs } from "node:util";
import { handOff, version } from "../handoff";
import { shown, UsageError } from "../handoff/input/refusal";

const HELP = `Usage: cdktf-acr-aks hand-off <stack directory or cdktf.out> --out <folder> [options]

Turns synthesized Terraform into a folder that a platform team can read, check and run
with Terraform or OpenTofu alone. Of cdktf.out, each stack becomes a folder of its own.

Options:
  --out <folder>        where to write; what else lies there stays
  --format <json|hcl>   language of the module (default: json)
  --force               overwrite files that were edited since the last hand-over, and
                        remove modules that are no part of this one
  --help                print this
  --version             print the version

Exit codes: 0 done, 1 refused, 2 wrong usage. Standard output is the path of the folder.
`;

const OPTIONS = {
  out: { type: "string" },
  format: { type: "string" },
  force: { type: "boolean" },
  help: { type: "boolean", short: "h" },
  version: { type: "boolean" },
} as const;

export interface Streams {
  readonly out: (text: string) => void;
  readonly error: (text: string) => void;
}

/** Runs a command line and returns the exit code. */
export function run(args: readonly string[], { out, error }: Streams): number {
  try {
    const { values, positionals } = parse(args);
    if (values.help || values.version) {
      out(values.help ? HELP : `${version()}\n`);
      return 0;
    }
    const { input, format } = check(positionals, values.format);
    if (!values.out) {
      throw new UsageError("--out is missing; name the folder to write.");
    }
    const { folder } = handOff({
      input,
      format,
      out: values.out,
      force: values.force,
      onProgress: (line) => error(`${line}\n`),
    });
    out(`${folder}\n`);
    return 0;
  } catch (fault) {
    const { name, message } = fault as Error;
    if (name === "UsageError") {
      error(`cdktf-acr-aks: ${message}\nTry 'cdktf-acr-aks --help'.\n`);
      return 2;
    }
    if (name === "Refusal") {
      error(`cdktf-acr-aks: ${message}\n`);
      return 1;
    }
    throw fault;
  }
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true });
  } catch (fault) {
    throw new UsageError((fault as Error).message.split("\n")[0]);
  }
}

function check(positionals: readonly string[], format = "json"): { input: string; format: "json" | "hcl" } {
  const [command, input, ...more] = positionals;
  if (command === undefined) {
    throw new UsageError("the command is missing; the one there is is hand-off.");
  }
  if (command !== "hand-off") {
    throw new UsageError(`${shown(command)} is no command; the one there is is hand-off.`);
  }
  if (!input || more.length > 0) {
    throw new UsageError("hand-off takes one folder: that of a stack, or cdktf.out.");
  }
  if (format !== "json" && format !== "hcl") {
    throw new UsageError(`--format must be json or hcl, got ${shown(format)}.`);
  }
  return { input, format };
}
