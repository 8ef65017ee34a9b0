import type * as handOffRoom from "../../hand-off";
import { argumentsIn, type Command, helpWith, onlyInput, UsageError } from "../command";

const WORDS = {
  before: `Usage: stack-tools hand-off <stack folder or cdktf.out> --out <folder> [options]

Turns synthesized stacks into bundles: folders that a platform team can review, test and
apply with Terraform or OpenTofu alone. From cdktf.out, each stack gets its own folder.`,
  after: `Exit codes: 0 success, 1 refused, 2 wrong usage. Prints the path of the folder to standard
output, or with --dry-run the changes in Markdown, and progress to standard error.`,
};

const OPTIONS = {
  Options: {
    "--out <folder>": "folder to write; unrelated files in it are kept",
    "--format <json|hcl>": "language of the module (default: as last time, otherwise json)",
    "--layout <module|root>": `a module that others call, with examples/default to apply, or
      a root module (default: as last time, otherwise module)`,
    "--names <stack|plain>": `names of blocks: those of the stack, or snake_case without hashes,
      with 'moved' blocks from the ones of the stack (default: as last
      time, otherwise stack)`,
    "--schemas <file>...": `for HCL of types that this package does not know: a file with what
      'terraform providers schema -json' prints; may be repeated`,
    "--force": "overwrite files that were edited since the last handoff",
    "--replace-stack": "replace the bundle of another stack",
    "--allow-delete <name>...": `what may be lost, as a refusal names it: an address that the next
      apply destroys or replaces, or may do so, or a bundle that is no
      part of this handoff; may be repeated. The address of a module, or
      of a block without a key, is that of everything in it`,
    "--allow-target": `let providers look in another place than before: account, tenant,
      region, host, or another provider altogether`,
    "--allow-secrets": `hand over secrets that are written in the stack, which everybody
      who gets the folder can read`,
    "--dry-run": `print what changes since the last handoff, then the option that it
      would need (exit code 1), and write nothing`,
    "--plan": `refuse a second handoff that cannot be planned, and download what
      its plan needs (default: it is planned where Terraform or OpenTofu
      and the providers are there), with example values, without
      credentials and without a cloud`,
    "--binary <name>": `for plans: terraform, tofu or a path (default:
      TERRAFORM_BINARY_NAME, otherwise the first one on the PATH)`,
    "--repository <url>": `the source repository (default: as last time, otherwise the remote
      origin of the input's)`,
    "--commit <hash>": "the commit of the source (default: the one that is checked out)",
    "--owner <name>": `the team that maintains the source (default: as last time; '' for
      none)`,
    "--contact <text>": `where to reach them, such as a mail address or a channel (default:
      as last time; '' for none)`,
  },
};

export const handOffCommand: Command = {
  help: () => helpWith(WORDS, OPTIONS),
  run: (args, onProgress) => {
    const { values, inputs } = argumentsIn(args, OPTIONS);
    const input = onlyInput(inputs, "hand-off takes one folder: the folder of a stack, or cdktf.out.");
    const { out, ...others } = values;
    if (!out) {
      throw new UsageError("--out is missing; name the folder to write.");
    }
    const { handOff, lastFormat }: typeof handOffRoom = require("../../hand-off");
    if (others.schemas.length > 0 && (others.format ?? lastFormat(out)) !== "hcl") {
      throw new UsageError("--schemas is for --format hcl; JSON needs no schemas.");
    }
    const { folder, changes, refusal } = handOff({ ...others, input, out, onProgress });
    return { output: others.dryRun ? changes.trimEnd() : folder, refusal, exitCode: refusal === undefined ? 0 : 1 };
  },
};
