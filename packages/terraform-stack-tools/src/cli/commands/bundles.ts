import type * as handOffRoom from "../../hand-off";
import type * as verificationRoom from "../../hand-off/output/verification";
import type { Verification } from "../../hand-off/output/verification";
import { visible } from "../../shared/words";
import { quoted, withVisibleLetters } from "../../stack/json";
import { argumentsIn, type Command, onlyInput, UsageError } from "../command";
import { inputIn } from "../input";

const HAND_OFF_WORDS = {
  before: `Usage: stack-tools hand-off [stack folder or cdktf.out] --out <folder> [options]

Turns synthesized stacks into bundles: folders that a platform team can review, test and
apply with Terraform or OpenTofu alone. From cdktf.out, each stack gets its own folder.
Without a path, or with that of an app, it takes the cdktf.out there or up to four folders
below; links and hidden folders are not followed.`,
  after: `Exit codes: 0 success, 1 refused, 2 wrong usage. Prints the path of the folder to standard
output, or with --dry-run the changes in Markdown, and progress to standard error.`,
};

const HAND_OFF_OPTIONS = {
  Options: {
    "--out <folder>": "folder to write; unrelated files in it are kept",
    "--format <json|hcl>": "language of the module (default: as last time, otherwise json)",
    "--layout <module|root>": `a module that others call, with examples/default to apply, or
      a root module (default: as last time, otherwise module)`,
    "--names <stack|plain>": `names of blocks: those of the stack, or snake_case without hashes,
      with 'moved' blocks from the ones of the stack (default: as last
      time, otherwise stack)`,
    "--schemas <file>...": `for HCL of types that this package does not know: a file with what
      'terraform providers schema -json' prints; repeatable`,
    "--init": `for HCL: download the providers of types that are otherwise
      unknown, and ask them, without credentials`,
    "--force": "overwrite files that were edited since the last hand-off",
    "--replace-stack": "replace the bundle of another stack",
    "--allow-delete <name>...": `what may be lost, as a refusal names it: an address that the next
      apply destroys or replaces, or might, or a bundle that is not part
      of this hand-off; repeatable. The address of a module, or of a
      block without a key, covers everything in it`,
    "--allow-target": `let providers point somewhere else than before: account, tenant,
      region, host, or another provider altogether`,
    "--allow-secrets": `hand over secrets that the stack has in clear text, which everyone
      who gets the folder can read`,
    "--dry-run": `print what changes since the last hand-off, and the option that it
      would need (exit code 1); write nothing`,
    "--plan": `refuse a second hand-off that cannot be planned, and download what
      its plan needs (default: it is planned where Terraform or OpenTofu
      and the providers are there), with example values, without
      credentials and without a cloud`,
    "--binary <name>": `for --init and plans: terraform, tofu or a path (default:
      TERRAFORM_BINARY_NAME, otherwise the first one on the PATH)`,
    "--repository <url>": `the source repository (default: as last time, otherwise the remote
      origin of the input's repository)`,
    "--commit <hash>": "the commit of the source (default: the one that is checked out)",
    "--owner <name>": `the team that maintains the source (default: as last time; '' for
      none)`,
    "--contact <text>": `where to reach them, such as a mail address or a channel (default:
      as last time; '' for none)`,
  },
};

export const handOffCommand: Command = {
  words: HAND_OFF_WORDS,
  options: HAND_OFF_OPTIONS,
  run: (args, onProgress) => {
    const { values, inputs } = argumentsIn(args, HAND_OFF_OPTIONS);
    const { out, ...others } = values;
    if (!out) {
      throw new UsageError("--out is missing; name the folder to write.");
    }
    const { handOff, lastFormat }: typeof handOffRoom = require("../../hand-off");
    if ((others.schemas.length > 0 || others.init) && (others.format ?? lastFormat(out)) !== "hcl") {
      throw new UsageError("--schemas and --init are for --format hcl; JSON needs no schemas.");
    }
    const input = inputIn(inputs, "hand-off");
    const { folder, changes, refusal } = handOff({ ...others, input, out, onProgress });
    return { output: others.dryRun ? changes.trimEnd() : folder, refusal, exitCode: refusal === undefined ? 0 : 1 };
  },
};

const VERIFY_WORDS = {
  before: `Usage: stack-tools verify <folder> [options]

Checks that a bundle, or a folder of bundles, is what was handed over, and says by which
team and from which commit: compares every file with its digest in manifest.json, and the
manifest with its own. Reports changed, missing and additional files. It accepts only
these, and lists them: files that --allow names, documents that the configuration does not
read, states, plans and the lock file; not what 'terraform init' has put below .terraform.

The digests find accidents and edits. They do not prove who wrote the bundle: for that,
attest the bundle in the pipeline that writes it, or compare the printed digest with one
that reached you another way.`,
  after: `Exit codes: 0 success, 1 refused or not what was handed over, 2 wrong usage. Prints the
result to standard output.`,
};

const VERIFY_OPTIONS = {
  Options: {
    "--allow <path>...": `your own file, such as backend.tf or terraform.tfvars, or folder:
      accepted whatever it contains; repeatable`,
    "--format <text|json>": "of the result (default: text)",
  },
};

export const verifyCommand: Command = {
  words: VERIFY_WORDS,
  options: VERIFY_OPTIONS,
  run: (args) => {
    const { values, inputs } = argumentsIn(args, VERIFY_OPTIONS);
    const folder = onlyInput(inputs, "verify takes one folder: a bundle, or a folder of bundles.");
    const { verify }: typeof verificationRoom = require("../../hand-off/output/verification");
    const verification = verify(folder, { allow: values.allow });
    const output =
      values.format === "json"
        ? withVisibleLetters(JSON.stringify(verification, null, 2))
        : verificationText(verification);
    return { output, exitCode: verification.deviations.length === 0 ? 0 : 1 };
  },
};

/** More are counted. */
const MAXIMUM_NAMED = 20;

function verificationText({ deviations, files, own, stacks, source, generator, digest }: Verification): string {
  const { repository, commit, hasUncommittedChanges, owner, contact } = source;
  const changes = hasUncommittedChanges ? ", with uncommitted changes" : "";
  return [
    ...deviations.map(({ kind, path }) => `${kind}: ${quoted(path)}`),
    deviations.length === 0
      ? `${files} files are what was handed over.`
      : `${files} files were compared; this is not what was handed over.`,
    `stacks:     ${shown(stacks.join(", "))}`,
    `repository: ${shown(repository)}`,
    `commit:     ${shown(commit)}${changes}`,
    `owner:      ${shown(owner)}`,
    `contact:    ${shown(contact)}`,
    `tool:       ${shown(generator)}`,
    `digest:     ${digest ?? "not that of the manifest's content"}`,
    ...(own.length === 0 ? [] : [`yours:      ${namesOf(own)}`]),
  ].join("\n");
}

function namesOf(paths: readonly string[]): string {
  const named = paths.slice(0, MAXIMUM_NAMED).map(quoted).join(", ");
  return paths.length > MAXIMUM_NAMED ? `${named} and ${paths.length - MAXIMUM_NAMED} more` : named;
}

function shown(text = ""): string {
  return visible(text) || "not stated";
}
