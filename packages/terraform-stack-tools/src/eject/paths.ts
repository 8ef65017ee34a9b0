import { existsSync, realpathSync } from "node:fs";
import { basename, dirname, isAbsolute, join, posix, relative, resolve, sep } from "node:path";
import { isWithin, type Source } from "../shared/files";
import { callsInTemplate } from "../stack/grammar";
import { texts } from "../stack/json";
import { readTemplate } from "../stack/lexer";
import type { Stack } from "../stack/stack";
import { EXPRESSION, isTemplate, type WrittenText, writtenTexts } from "../stack/template";

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
