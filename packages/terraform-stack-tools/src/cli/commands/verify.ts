import { type Verification, verify } from "../../hand-off/output/verification";
import { visible } from "../../shared/markdown";
import { quoted, withVisibleLetters } from "../../stack/json";
import { argumentsIn, type Command, helpWith, onlyInput } from "../command";

const WORDS = {
  before: `Usage: stack-tools verify <folder> [options]

Says whether a bundle, or a folder of bundles, is what was handed over, by whom and from
which commit: compares every file with its digest in manifest.json, and the manifest with
its own. Finds changed and missing files, and additional ones. Only these pass, and are
named: files that --allow names, documents that the configuration does not read, states,
plans and the lock file. What 'terraform init' has put below .terraform is none of them.

The digests find accidents and edits. They do not prove who wrote the bundle: for that,
attest the bundle in the pipeline that writes it, or compare the printed digest with one
that you have received another way.`,
  after: `Exit codes: 0 success, 1 refused or not what was handed over, 2 wrong usage. Prints the
result to standard output.`,
};

const OPTIONS = {
  Options: {
    "--allow <path>...": `your own file, such as backend.tf or terraform.tfvars, or folder:
      passes whatever it contains; may be repeated`,
    "--format <text|json>": "of the result (default: text)",
  },
};

export const verifyCommand: Command = {
  help: () => helpWith(WORDS, OPTIONS),
  run: (args) => {
    const { values, inputs } = argumentsIn(args, OPTIONS);
    const folder = onlyInput(inputs, "verify takes one folder: a bundle, or a folder of bundles.");
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
