import { posix } from "node:path";
import { permissionOf, remainsOf } from "../../knowledge/catalogue/block-types";
import { literalSecrets } from "../../knowledge/secrets/literal-secrets";
import { isSecretInput } from "../../knowledge/secrets/secret-scan";
import { code, described, table } from "../../shared/words";
import { blockOf, grouped, type JsonObject, texts } from "../../stack/json";
import type { Block, ProviderConfiguration, Stack } from "../../stack/stack";
import { EXPRESSION, type WrittenText, writtenTexts } from "../../stack/template";

/** Something that a person has to look at before the module is applied. */
export interface Note {
  /** An address, or the path of an argument. */
  readonly place: string;
  /** In one or two sentences, in which words between backticks are code. */
  readonly text: string;
}

const READABLE = "Everyone who gets this folder can read";

/** By what is found, the most urgent first. */
const SENTENCES = {
  "plain password": `${READABLE} the password of this pull secret in the module. Ask for the password to become an input.`,
  "plain secret": `${READABLE} this secret in the module. Ask for it to become an input.`,
  "plain default": `${READABLE} the default of this input, which is secret. Ask for the default to be removed.`,
  "plain output": `${READABLE} the value of this output, which is secret. Ask for the value to become an input.`,
  "machine path": "This path may exist on one machine only, or it leads out of this folder. Change it.",
  "missing module":
    "The folder of this child module is not part of this one, so Terraform cannot be initialized. Ask for it.",
  "unmarked input":
    "This input is secret by its name, but every plan shows its value. Ask for it to be marked as `sensitive`.",
  provisioner: "Its provisioners run commands when it is created or destroyed.",
  "login program": "The provider logs in with a program, the `command` of its `exec`, which must be on the PATH.",
  "remote state":
    "This reads the state of another stack, including every secret in it. The machine that runs Terraform must be able to " +
    "reach that state.",
  "child module": "This is a child module. What it creates, needs and stores is not listed on this page.",
  "unknown section": "This section of the configuration is not covered by this page. The module contains it unchanged.",
  "unknown type":
    "What blocks of this type need or store in the state is not covered by this page. Check the documentation of its provider.",
} as const;

type FindingKind = keyof typeof SENTENCES;

/**
 * What to review, the most urgent first.
 * @param paths of the files that come with the module, such as the ones of local child modules
 */
export function notesOf(stack: Stack, paths: Iterable<string> = []): Note[] {
  const { blocks, providers, variables } = stack;
  const secrets = literalSecrets(stack);
  const secretsOf = (kind: FindingKind) => secrets.filter((one) => one.kind === kind).map(({ place }) => place);
  const addresses = (isIn: (block: Block) => boolean) => blocks.filter(isIn).map(({ address }) => address);
  const unmarked = variables.filter((variable) => !variable.isSecret && isSecretInput(variable));
  const unknown = blocks
    .filter((block) => block.kind !== "module" && isUnknown(block))
    .map(({ blockType }) => blockType);
  const found: Readonly<Record<FindingKind, readonly string[]>> = {
    "plain password": secretsOf("plain password"),
    "plain secret": secretsOf("plain secret"),
    "plain default": secretsOf("plain default"),
    "plain output": secretsOf("plain output"),
    "machine path": machinePaths(stack.sections),
    "missing module": addresses((block) => isMissing(block, [...paths])),
    "unmarked input": unmarked.map(({ name }) => `variable.${name}`),
    provisioner: addresses(({ body }) => "provisioner" in body),
    "login program": providers.filter(({ body }) => typeof blockOf(body.exec).command === "string").map(placeOf),
    "remote state": addresses(({ blockType }) => blockType === "data.terraform_remote_state"),
    "child module": addresses(({ kind }) => kind === "module"),
    "unknown section": stack.unknownSections,
    "unknown type": [...new Set(unknown)],
  };
  const kinds = Object.keys(SENTENCES) as FindingKind[];
  return kinds.flatMap((kind) => found[kind].map((place) => ({ place, text: SENTENCES[kind] })));
}

/** Each sentence once, with how often it applies and where. */
export function noteTable(notes: readonly Note[]): string {
  const rows = [...grouped(notes, ({ text }) => text)].map(([text, alike]) => {
    const places = alike.map(({ place }) => code(place)).join(", ");
    return [described(text), alike.length > 1 ? `${alike.length} places: ${places}` : places];
  });
  return table(["What", "Where"], rows);
}

function isUnknown(block: Block): boolean {
  return permissionOf(block.blockType) === undefined || "unknown" in remainsOf(block);
}

/** A local child module, whose folder cdktf does not copy by itself. */
function isMissing({ kind, body: { source } }: Block, paths: readonly string[]): boolean {
  if (kind !== "module" || typeof source !== "string" || !/^\.{0,2}\//.test(source)) {
    return false;
  }
  const folder = source.replace(/^\.\//, "").replace(/\/*$/, "/");
  return !paths.some((path) => path.startsWith(folder));
}

function placeOf({ name, alias }: ProviderConfiguration): string {
  return ["provider", name, ...(alias === undefined ? [] : [alias])].join(".");
}

/** The places of paths that exist on one machine only, or that lead out of the folder. */
function machinePaths(sections: JsonObject): string[] {
  const found = texts(sections).filter(({ text }) => writtenTexts(text).some(isMachinePath));
  return [...new Set(found.map(({ place }) => place))];
}

/** Folders that differ from one machine to the next, unlike those in an image or in the id of a cloud resource. */
const MACHINE_FOLDERS = [
  ...["home", "Users", "root", "tmp", "private", "var/folders", "mnt", "opt"],
  ...["workspace", "workspaces", "build", "builds", "github", "__w", "codebuild"],
];

/** Terraform's functions that read a file or a folder. */
const FILE_FUNCTION = /^(?:file\w*|templatefile|abspath|pathexpand)$/;

function isMachinePath({ text, functionName = "" }: WrittenText): boolean {
  const path = text.replace(/^file:\/\//, "");
  // What follows `${path.module}/`.
  const below = path.startsWith(`${EXPRESSION}/`) ? path.slice(EXPRESSION.length + 1) : path;
  return (
    /^[A-Za-z]:[\\/]/.test(path) ||
    /^~[\w-]*\//.test(path) ||
    MACHINE_FOLDERS.some((folder) => path.startsWith(`/${folder}/`)) ||
    (FILE_FUNCTION.test(functionName) && /^\.\.(?:\/|$)/.test(posix.join(".", below)))
  );
}
