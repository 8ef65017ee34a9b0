import { existsSync, realpathSync } from "node:fs";
import { basename, dirname, isAbsolute, join, posix, relative, resolve, sep } from "node:path";
import { isSecretInput, literalSecrets } from "../knowledge/secrets/secret-scan";
import { isWithin, type Source } from "../shared/files";
import { codeList, described, table } from "../shared/words";
import { callsInTemplate } from "../stack/grammar";
import { texts } from "../stack/json";
import { readTemplate } from "../stack/lexer";
import type { Block, Stack } from "../stack/stack";
import { EXPRESSION, isTemplate, type WrittenText, writtenTexts } from "../stack/template";

/** Something that the owners of a configuration have to look at. */
export interface Note {
  /** In one or two sentences, in which words between backticks are code. */
  readonly text: string;
  /** Addresses, and paths of arguments. */
  readonly places: readonly string[];
}

const READABLE = "Everyone who gets this folder can read";
const REPLACE = "Make it a sensitive variable, and replace the secret itself.";

/** By what is found, the most urgent first. */
const SENTENCES = {
  "plain password": `${READABLE} the password of this pull secret in the module. ${REPLACE}`,
  "plain secret": `${READABLE} this secret in the module. ${REPLACE}`,
  "plain default": `${READABLE} the default of this input, which is secret. Remove the default, and replace the secret itself.`,
  "plain output": `${READABLE} the value of this output, which is secret. ${REPLACE}`,
  "gone path":
    "This path points into the app or its `cdktf.out`, and breaks once they are deleted. " +
    "Copy what it points to into this folder, and change the path: if that is an argument, the plan shows a change.",
  "unknown path":
    "This path may point into the app: an expression computes it, or it exists on one machine only. " +
    "Check where it points before you delete the app.",
  "missing module":
    "The folder of this child module is not part of this one, so Terraform cannot be initialized. Copy it here, and change its `source`.",
  "unmarked input": "This input is secret by its name, but every plan shows its value. Mark it as `sensitive`.",
} as const;

type Kind = keyof typeof SENTENCES;

/**
 * What to review, the most urgent first.
 * @param paths of the files that come with the module, such as the ones of local child modules
 * @param left the places of paths that may lead into what the owners leave
 */
export function notesOf(
  stack: Stack,
  paths: readonly string[],
  left: Readonly<Record<"gone" | "unknown", readonly string[]>>,
): Note[] {
  const secrets = literalSecrets(stack);
  const secretsOf = (kind: Kind) => secrets.filter((one) => one.kind === kind).map(({ place }) => place);
  const unmarked = stack.variables.filter((variable) => !variable.isSecret && isSecretInput(variable));
  const others: Partial<Record<Kind, readonly string[]>> = {
    "gone path": left.gone,
    "unknown path": left.unknown,
    "missing module": stack.blocks.filter((block) => isMissing(block, paths)).map(({ address }) => address),
    "unmarked input": unmarked.map(({ name }) => `variable.${name}`),
  };
  const kinds = Object.keys(SENTENCES) as Kind[];
  const all = kinds.map((kind) => ({ text: SENTENCES[kind], places: others[kind] ?? secretsOf(kind) }));
  return all.filter(({ places }) => places.length > 0);
}

/** A sentence in each row, with how often it applies and where. */
export function noteTable(notes: readonly Note[]): string {
  const rows = notes.map(({ text, places }) => [
    described(text),
    `${places.length > 1 ? `${places.length} places: ` : ""}${codeList(places)}`,
  ]);
  return table(["What", "Where"], rows);
}

/** A local child module, whose folder cdktf does not copy by itself. */
function isMissing({ kind, body: { source } }: Block, paths: readonly string[]): boolean {
  if (kind !== "module" || typeof source !== "string" || !/^\.{0,2}\//.test(source)) {
    return false;
  }
  const folder = source.replace(/^\.\//, "").replace(/\/*$/, "/");
  return !paths.some((path) => path.startsWith(folder));
}

/** Where a path leads once the app and its `cdktf.out` are deleted: to what is copied, into what is gone, or nobody knows. */
type Answer = "copied" | "gone" | "unknown";

/** The places of a configuration that have paths, by where these lead. */
export function pathsIn({ sections }: Stack, source: Source): Readonly<Record<Answer, readonly string[]>> {
  const found = texts(sections).map(({ place, text }) => ({
    place: place.replace(/^resource\./, ""),
    answers: answersFor(text, source),
  }));
  const placesOf = (answer: Answer) => [
    ...new Set(found.filter(({ answers }) => answers.includes(answer)).map(({ place }) => place)),
  ];
  return { copied: placesOf("copied"), gone: placesOf("gone"), unknown: placesOf("unknown") };
}

/** A path that is written, below this folder or elsewhere. */
const WRITTEN = /^\s*"(?:\$\{path\.(?:module|root)\}\/)?[^"$%]*"\s*$/;

/** Where Terraform is run, and where the stack is, unless it stands alone between braces. */
const FOLDER = /\bpath\.(?:cwd\b|(?:module|root)\b(?!\s*\}))/;

function answersFor(text: string, source: Source): (Answer | undefined)[] {
  const calls = isTemplate(text) ? callsInTemplate(readTemplate(text)) : [];
  const isComputed = calls.some(
    ({ name, arguments: [path] }) =>
      path !== undefined && FILE_FUNCTION.test(name) && !WRITTEN.test(text.slice(...path)),
  );
  return [
    ...writtenTexts(text).flatMap((written) => [answerFor(written, source), ...wordsOf(written, source)]),
    isComputed || (isTemplate(text) && FOLDER.test(text)) ? "unknown" : undefined,
  ];
}

/** Of a command, a script or a document, only what leads into the app: other machines have folders of the same names. */
function wordsOf({ text }: WrittenText, source: Source): (Answer | undefined)[] {
  const words = text.split(/[\s"'`=:,;()<>|&]+/).filter((word) => word !== text && /^(?:\/|\.{1,2}\/|\$)/.test(word));
  return words.map((word) => answerFor({ text: word }, source)).filter((answer) => answer !== "unknown");
}

/** What Terraform itself puts beside a stack, which is no part of the app. */
const OF_TERRAFORM = /^(?:\.terraform|terraform\.tfstate|cdk\.tf\.json$)/;

function answerFor(written: WrittenText, { file, assets }: Source): Answer | undefined {
  const text = below(written.text.replace(/^file:\/\//, ""));
  // Before an expression, whole folders.
  const path = text.includes(EXPRESSION) ? text.slice(0, text.lastIndexOf("/", text.indexOf(EXPRESSION)) + 1) : text;
  if (path.includes("\0")) {
    return undefined;
  }
  const full = resolve(dirname(file), path);
  const own = relative(dirname(file), full).split(sep).join("/");
  const isOwn = own !== "" && !own.startsWith("..");
  if (isOwn && !isAbsolute(path) && [...assets.keys()].some((asset) => asset === own || asset.startsWith(`${own}/`))) {
    return "copied";
  }
  const isRelative = /^\.{1,2}\//.test(path);
  const isRead = FILE_FUNCTION.test(written.functionName ?? "") || (isOwn && !OF_TERRAFORM.test(own));
  const isPath = isAbsolute(path) || (own !== "" && (isRead || isRelative) && existsSync(full));
  if (isPath && isOfApp(full, file)) {
    return "gone";
  }
  // What a build puts there is not there yet.
  return isMachinePath(written) || path.startsWith("../") ? "unknown" : undefined;
}

/** Whether it is below `cdktf.out` on any machine, or below the app on this one. */
function isOfApp(full: string, file: string): boolean {
  const stack = dirname(resolve(file));
  const output = basename(dirname(stack)) === "stacks" ? join(stack, "../..") : stack;
  const above = ["", "..", "../..", "../../..", "../../../.."].map((route) => join(output, route));
  const app = above.find((folder) => existsSync(join(folder, "cdktf.json"))) ?? output;
  const isIn = (path: string) => [app, linkedTo(app)].some((folder) => isWithin(path, folder));
  return full.split(sep).includes("cdktf.out") || isIn(full) || isIn(linkedTo(full));
}

/** Where a path leads by links, if there is anything. */
function linkedTo(path: string): string {
  return existsSync(path) ? realpathSync(path) : path;
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
  return (
    /^[A-Za-z]:[\\/]/.test(path) ||
    /^~[\w-]*\//.test(path) ||
    MACHINE_FOLDERS.some((folder) => path.startsWith(`/${folder}/`)) ||
    (FILE_FUNCTION.test(functionName) && /^\.\.(?:\/|$)/.test(posix.join(".", below(path))))
  );
}

/** What follows `${path.module}/`. */
function below(path: string): string {
  return path.startsWith(`${EXPRESSION}/`) ? path.slice(EXPRESSION.length + 1) : path;
}
