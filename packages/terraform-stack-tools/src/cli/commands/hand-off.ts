import type * as handOffRoom from "../../hand-off";
import { argumentsIn, type Command, UsageError } from "../command";
import { inputIn } from "../input";

const WORDS = {
  before: `Usage: terraform-stack-tools hand-off [stack folder or cdktf.out] --out <folder> [options]

Turns synthesized stacks into bundles: folders that a platform team can review and apply
with Terraform or OpenTofu alone. From cdktf.out, each stack gets its own folder. Without
a path, or with that of an app, it takes the cdktf.out there or up to four folders below;
links and hidden folders are not followed.`,
  after: `Exit codes: 0 success, 1 refused, 2 wrong usage. Prints the path of the folder to standard
output, and progress to standard error.`,
};

const OPTIONS = {
  Options: {
    "--out <folder>": "folder to write; unrelated files in it are kept",
    "--format <json|hcl>": "language of the module (default: json)",
    "--schemas <file>...": `for HCL of types that this package does not know: a file with what
      'terraform providers schema -json' prints; repeatable`,
    "--init": `for HCL: download the providers of types that are otherwise
      unknown, and ask them, without credentials`,
    "--force": "overwrite files of the bundle that no commit of git has",
    "--allow-secrets": `hand over secrets that the stack has in clear text, which everyone
      who gets the folder can read`,
  },
};

export const handOffCommand: Command = {
  words: WORDS,
  options: OPTIONS,
  run: (args, onProgress) => {
    const { values, inputs } = argumentsIn(args, OPTIONS);
    const { out, ...others } = values;
    if (!out) {
      throw new UsageError("--out is missing; name the folder to write.");
    }
    if ((others.schemas.length > 0 || others.init) && others.format !== "hcl") {
      throw new UsageError("--schemas and --init are for --format hcl; JSON needs no schemas.");
    }
    const input = inputIn(inputs, "hand-off");
    const { handOff }: typeof handOffRoom = require("../../hand-off");
    return { output: handOff({ ...others, input, out, onProgress }).folder };
  },
};
