import { posix } from "node:path";
import { hasTokenInSource } from "../../../knowledge/catalogue/secret-names";
import { code, codeList } from "../../../shared/markdown";
import { literalOf, namedValue } from "../../../stack/definitions";
import { isList, isObject, type Json, textOf } from "../../../stack/json";
import { type Block, META_ARGUMENTS, type Stack, withoutDefaultHost } from "../../../stack/stack";
import { isEqual, type Pair } from "../members";
import { type Danger, plain } from "./danger";

/**
 * Modules that are other ones now. What they contain is not in the stack, so that nobody knows what the next apply
 * destroys in them.
 * @param calls by the address that both versions have
 * @param changedFiles the paths of assets that are other ones
 */
export function otherModules(calls: readonly Pair<Block>[], changedFiles: readonly string[]): Danger[] {
  return calls.flatMap(({ name, before, after }) => {
    if (before?.kind !== "module" || after?.kind !== "module") {
      return [];
    }
    const why = difference(before, after, changedFiles);
    const more = "and what is missing or has another address there is deleted; keep the module";
    return why === undefined ? [] : [contentDanger(name, why, more)];
  });
}

/**
 * Modules that are given less: a switch that is off, a list without an element, a lower number. Modules decide by such
 * inputs how many instances they have, which only a plan tells.
 * @param old the stack whose names are those of the next one
 */
export function lesserInputs(calls: readonly Pair<Block>[], old: Stack, next: Stack): Danger[] {
  return calls.flatMap(({ name, before, after }) => {
    if (before?.kind !== "module" || after?.kind !== "module") {
      return [];
    }
    const given = new Set([...Object.keys(before.body), ...Object.keys(after.body)].filter(isInput));
    const less = [...given]
      .sort()
      .filter((input) => isLess(inputValue(input, before, old), inputValue(input, after, next)));
    const why = `${codeList(less)} ${less.length === 1 ? "is" : "are"} off, lower, or without what was there`;
    const more = "and a module may decide by that what it has; keep the value";
    return less.length === 0 ? [] : [contentDanger(name, why, more)];
  });
}

function contentDanger(subject: string, why: string, more: string): Danger {
  return {
    subject,
    reason: plain(why),
    text: `what it contains **may be destroyed**: ${why}, ${more}, or read a plan over the state before you apply`,
    consent: "delete",
  };
}

/** What Terraform takes itself, and what no module counts. */
const OTHERS = /^(?:source|version|providers)$|(?:^|_)(?:annotations|labels|tags)$/;

function isInput(name: string): boolean {
  return !META_ARGUMENTS.includes(name) && !OTHERS.test(name);
}

/** Null where the call leaves an input to the module; undefined where only a plan tells. A list may have such elements. */
function inputValue(input: string, { body }: Block, stack: Stack): Json | undefined {
  const value = namedValue(body[input], stack) ?? body[input] ?? null;
  return literalOf(value, stack) ?? (typeof value === "string" ? undefined : value);
}

/** Whether a value is known to be less than the one before. */
function isLess(before: Json | undefined, after: Json | undefined): boolean {
  if (before === undefined || after === undefined) {
    return false;
  }
  if (isList(before)) {
    const others = isList(after) ? after : [];
    const isMissing = (one: Json) => others.every((other) => !isEqual(one, other));
    // What changes in an object is still there, and what an expression says nobody knows.
    const isKnown = (one: Json) => !isObject(one) && literalOf(one, NO_NAMES) !== undefined;
    return others.length < before.length || before.some((one) => isKnown(one) && isMissing(one));
  }
  if (isObject(before)) {
    const others = isObject(after) ? Object.keys(after) : [];
    return Object.keys(before).some((key) => !others.includes(key));
  }
  if (before === true || before === null) {
    return after === false || (before === true && after === null);
  }
  return typeof before === "number" && typeof after === "number" && after < before;
}

const NO_NAMES = { locals: new Map(), variables: [] };

function difference(before: Block, after: Block, changedFiles: readonly string[]): string | undefined {
  const [old, fresh] = [sourceOf(before), sourceOf(after)];
  if (old !== fresh) {
    return `the \`source\` was ${shown(old)} and is ${shown(fresh)}`;
  }
  const [version, next] = [before, after].map(({ body }) => textOf(body.version));
  if (version !== next) {
    return `the \`version\` was ${code(version) || "open"} and is ${code(next) || "open"}`;
  }
  return LOCAL.test(fresh) ? changeOf(folderOf(fresh), changedFiles) : undefined;
}

const LOCAL = /^\.\.?\//;
const CODE = /\.(?:tf|tofu)(?:\.json)?$/;

/** What it calls itself may lie beside it. */
function changeOf(folder: string, changedFiles: readonly string[]): string | undefined {
  const own = changedFiles.filter((path) => path.startsWith(folder));
  const shown = own.length > 0 ? own : changedFiles.filter((path) => CODE.test(path));
  if (shown.length === 0) {
    return undefined;
  }
  const files = codeList(shown.slice(0, MAXIMUM_FILES));
  const more = shown.length > MAXIMUM_FILES ? ` and ${shown.length - MAXIMUM_FILES} more` : "";
  return `${own.length > 0 ? "its files change" : "files change that it may call"}: ${files}${more}`;
}

const MAXIMUM_FILES = 3;

function folderOf(source: string): string {
  return `${posix.normalize(source.replace("//", "/")).replace(/\/$/, "")}/`;
}

function sourceOf({ body }: Block): string {
  return withoutDefaultHost(textOf(body.source));
}

function shown(source: string): string {
  return hasTokenInSource(source) ? "one with a credential, which is not shown" : code(source);
}
