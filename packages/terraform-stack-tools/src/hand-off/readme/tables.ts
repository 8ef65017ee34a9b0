import { posix } from "node:path";
import { blockTitle, findingsOf, isComputed, permissionOf, remainsOf } from "../../knowledge/catalogue/block-types";
import { destroyingIn } from "../../knowledge/catalogue/destroying";
import { hasTokenInSource } from "../../knowledge/catalogue/secret-names";
import { isSecretInput, literalSecrets } from "../../knowledge/secrets/secret-scan";
import { code, codeList, described, prose, table } from "../../shared/words";
import type { Kind } from "../../stack/address";
import { blockOf, grouped, type JsonObject, listOf, objectOf, textOf, texts } from "../../stack/json";
import type { Block, Output, ProviderConfiguration, Stack, Variable } from "../../stack/stack";
import { EXPRESSION, type WrittenText, writtenTexts } from "../../stack/template";
import type { RootModule } from "../module/root-module";

/** @param hidden the inputs that are secret, such as `var.a` */
export function inputTable(variables: readonly Variable[], hidden: ReadonlySet<string>): string[] {
  const rows = variables.map((variable) => [
    code(variable.name),
    code(variable.type),
    described(variable.description),
    defaultOf(variable, hidden),
    rulesOf(variable, hidden),
  ]);
  return tableOf(["Name", "Type", "Description", "Default", "Rules"], rows);
}

function defaultOf(variable: Variable, hidden: ReadonlySet<string>): string {
  const { name, isRequired, default: value = null } = variable;
  if (isRequired) {
    return "required";
  }
  return hidden.has(`var.${name}`) ? "has a default, not shown" : code(JSON.stringify(value));
}

function rulesOf(variable: Variable, hidden: ReadonlySet<string>): string {
  const rules = variable.validations.map(({ message }) => described(message)).filter((rule) => rule !== "");
  return [...rules, ...secrecy(variable, hidden)].join("<br>");
}

function secrecy(variable: Variable, hidden: ReadonlySet<string>): string[] {
  if (variable.isSecret || !hidden.has(`var.${variable.name}`)) {
    return variable.isSecret ? ["**secret**"] : [];
  }
  return [`**secret by its ${isSecretInput(variable) ? "name" : "use"}, but not marked \`sensitive\`**`];
}

export function outputTable(outputs: readonly Output[]): string[] {
  const rows = outputs.map(({ name, description, isSecret }) => [
    code(name),
    described(description),
    isSecret ? "**yes**" : "no",
  ]);
  return tableOf(["Name", "Description", "Secret"], rows);
}

const TREATMENT: Readonly<Record<Kind, string>> = {
  resource: "manages",
  data: "reads",
  ephemeral: "reads on every run, never stores",
  module: "runs",
};

export function resourceTable(blocks: readonly Block[]): string[] {
  const rows = blocks.map((block) => [
    titleOf(block),
    code(block.address),
    [TREATMENT[block.kind], ...(block.isRepeated ? ["in several instances"] : []), ...replacedBy(block, blocks)].join(
      ", ",
    ),
  ]);
  return tableOf(["What", "Address", "Terraform"], rows);
}

/** What a helper is for, where its name does not tell. */
function replacedBy({ address }: Block, blocks: readonly Block[]): string[] {
  const triggers = ({ body }: Block) => listOf(objectOf(body.lifecycle).replace_triggered_by);
  const replaced = blocks.filter((block) => triggers(block).includes(address)).map((block) => block.address);
  return replaced.length === 0 ? [] : [`and replaces ${codeList(replaced)} when it changes`];
}

/** What a reader calls it. */
function titleOf(block: Block): string {
  const { kind, body } = block;
  if (kind === "module") {
    const source = textOf(body.source);
    return hasTokenInSource(source)
      ? "child module from an address with a secret"
      : `child module ${code(source)}`.trim();
  }
  const isLookedUp = kind === "data" && !isComputed(block.blockType);
  return prose(`${isLookedUp ? "existing " : ""}${blockTitle(block)}`);
}

export function versionTable(providers: RootModule["providers"]): string[] {
  const rows = providers.map(({ name, source, version, range, isImplied }) => [
    code(name),
    code(source),
    isImplied ? "not required by the source; its types imply it" : code(version) || "any",
    code(range) || "any",
  ]);
  return tableOf(["Provider", "Source", "Generated for", "Allowed"], rows);
}

/** Nothing where there are no rows. */
function tableOf(heads: readonly string[], rows: readonly (readonly string[])[]): string[] {
  return rows.length === 0 ? [] : [table(heads, rows)];
}

/** What a scanner will report, and why it is so. */
export function scannerFindings({ blocks }: Stack): string[] {
  const rows = blocks.flatMap((block) =>
    findingsOf(block).map(({ id, about, reason }) => [code(id), about, reason, code(block.address)]),
  );
  return rows.length === 0 ? [] : [FINDINGS, table(["Checkov", "Looks for", "Reason", "Resource"], rows)];
}

const FINDINGS = "A scanner such as Checkov reports these, for known reasons:";

/** Which secrets end up in the state, which do not, and for which blocks that is unknown. */
export function stateSecrets({ blocks, variables, outputs }: Stack): string[] {
  const found = blocks.map((block) => ({ address: block.address, remains: remainsOf(block) }));
  const results = outputs.filter(({ isSecret }) => isSecret).map(({ name }) => `output.${name}`);
  const secret = [
    ...found.flatMap(({ address, remains }) => ("secret" in remains ? [{ address, words: remains.secret }] : [])),
    ...results.map((address) => ({ address, words: "the value of this output" })),
  ];
  const nothing = found.flatMap(({ address, remains }) =>
    "nothing" in remains ? [{ address, words: remains.nothing }] : [],
  );
  const unknown = found.filter(({ remains }) => "unknown" in remains).map(({ address }) => address);
  const inputs = (words: string, isIn: (variable: Variable) => boolean) => {
    const names = variables.filter(isIn).map(({ name }) => name);
    return names.length === 0 ? [] : [`${words}: ${codeList(names)}.`];
  };
  return [
    verdict(secret.length > 0, unknown),
    ...tableOf(["Block", "Secret"], byWords(secret)),
    ...(nothing.length > 0 ? [NOT_STORED, table(["Block", "Why"], byWords(nothing))] : []),
    ...inputs(IN_PLANS, ({ isSecret, isEphemeral }) => isSecret && !isEphemeral),
    ...inputs("Ephemeral inputs, neither in the state nor in a plan", ({ isEphemeral }) => isEphemeral),
    PLANS,
  ];
}

/** More would be a list of all blocks. */
const MAXIMUM_NAMES = 3;

/** What is known and what is not, in one line. It calls a state free of secrets only where every block is known. */
function verdict(hasSecrets: boolean, unknown: readonly string[]): string {
  const which = unknown.length > MAXIMUM_NAMES ? `${unknown.length} blocks` : codeList(unknown);
  const gap = unknown.length === 0 ? "" : ` Unknown for ${which}, so treat the state as secret.`;
  if (hasSecrets) {
    return `**Secrets are in the state, readable by everyone with access to it.**${gap}`;
  }
  return gap === "" ? "**No secret is in the state.**" : `**Secrets may be in the state.**${gap}`;
}

const IN_PLANS = "Secret inputs, in every saved plan, and in the state if a block above stores them";
const NOT_STORED = "Nothing secret is stored for these:";
const PLANS =
  "A saved plan (`terraform plan -out`) contains what the state contains. " +
  "Keep both encrypted and locked, and restrict who can read them.";

/** One row for all blocks of one reason. */
function byWords(reasons: readonly { readonly address: string; readonly words: string }[]): string[][] {
  const groups = grouped(reasons, ({ words }) => words);
  return [...groups].map(([words, alike]) => [alike.map(({ address }) => code(address)).join("<br>"), words]);
}

/** Something that a person has to look at before the module is applied. */
export interface Note {
  /** An address, or the path of an argument. */
  readonly place: string;
  /** In one or two sentences, in which words between backticks are code. */
  readonly text: string;
}

const READABLE = "Everyone who gets this folder can read";

/** By what is found, the most urgent first, with what somebody asks for who does not own the module. */
const SENTENCES = {
  "plain password": `${READABLE} the password of this pull secret in the module. Ask for the password to become an input.`,
  "plain secret": `${READABLE} this secret in the module. Ask for it to become an input.`,
  "plain default": `${READABLE} the default of this input, which is secret. Ask for the default to be removed.`,
  "plain output": `${READABLE} the value of this output, which is secret. Ask for the value to become an input.`,
  "gone path": "This path points into the app or its `cdktf.out`, and breaks once they are deleted.",
  "unknown path": "This path may point into the app: an expression computes it, or it exists on one machine only.",
  "machine path": "This path may exist on one machine only, or points outside this folder. Change it.",
  "missing module":
    "The folder of this child module is not part of this one, so Terraform cannot be initialized. Ask for it.",
  "unmarked input":
    "This input is secret by its name, but every plan shows its value. Ask for it to be marked as `sensitive`.",
  provisioner: "Its provisioners run commands when it is created or destroyed.",
  "login program": "The provider logs in with a program, the `command` of its `exec`, which must be on the PATH.",
  "remote state":
    "This reads the state of another stack, including every secret in it. The machine that runs Terraform must be able to " +
    "reach it.",
  "child module": "This is a child module. What it creates, needs and stores is not listed on this page.",
  "unknown section": "This section of the configuration is not covered by this page. The module contains it unchanged.",
  "unknown type":
    "What blocks of this type need or store in the state is not covered by this page. Check the documentation of its provider.",
} as const;

type FindingKind = keyof typeof SENTENCES;

const REPLACE = "Make it a sensitive variable, and replace the secret itself.";

/** What its owners do instead, except about what they know already. */
const REPAIRS: Readonly<Partial<Record<FindingKind, string>>> = {
  "plain password": REPLACE,
  "plain secret": REPLACE,
  "plain default": "Remove the default, and replace the secret itself.",
  "plain output": REPLACE,
  "gone path":
    "Copy what it points to into this folder, and change the path: if that is an argument, the plan shows a change.",
  "unknown path": "Check where it points before you delete the app.",
  "missing module": "Copy it here, and change its `source`.",
  "unmarked input": "Mark it as `sensitive`.",
};

/**
 * What to review, the most urgent first.
 * @param paths of the files that come with the module, such as the ones of local child modules
 * @param left for owners of the module: the places of paths that may lead into what they leave
 */
export function notesOf(
  stack: Stack,
  paths: Iterable<string> = [],
  left?: Readonly<Record<"gone" | "unknown", readonly string[]>>,
): Note[] {
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
    "gone path": left?.gone ?? [],
    "unknown path": left?.unknown ?? [],
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
  const textOf = (kind: FindingKind) =>
    left === undefined ? SENTENCES[kind] : `${SENTENCES[kind].replace(/ Ask for .*/, "")} ${REPAIRS[kind]}`;
  const told = left === undefined ? kinds : kinds.filter((kind) => kind in REPAIRS);
  return [
    ...told.flatMap((kind) => found[kind].map((place) => ({ place, text: textOf(kind) }))),
    ...destroyingIn(stack).map(({ place, words }) => ({
      place,
      text: `This setting destroys more, or may: ${words}. ${WANTED}`,
    })),
  ];
}

const WANTED = "Keep it only where that is wanted.";

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
export const FILE_FUNCTION = /^(?:file\w*|templatefile|abspath|pathexpand)$/;

export function isMachinePath({ text, functionName = "" }: WrittenText): boolean {
  const path = text.replace(/^file:\/\//, "");
  return (
    /^[A-Za-z]:[\\/]/.test(path) ||
    /^~[\w-]*\//.test(path) ||
    MACHINE_FOLDERS.some((folder) => path.startsWith(`/${folder}/`)) ||
    (FILE_FUNCTION.test(functionName) && /^\.\.(?:\/|$)/.test(posix.join(".", below(path))))
  );
}

/** What follows `${path.module}/`. */
export function below(path: string): string {
  return path.startsWith(`${EXPRESSION}/`) ? path.slice(EXPRESSION.length + 1) : path;
}
