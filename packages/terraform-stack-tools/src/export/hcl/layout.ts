import { entries, isList, isObject, type Json } from "../../stack/json";
import { isSymbol, readExpression, type Token } from "../../stack/lexer";
import { quote } from "../../stack/template";

/** A member of a body. */
export type Item = (Argument | NestedBlock) & Surroundings;

/** What is above a member of a body. */
export interface Surroundings {
  /** Lines of a comment. */
  readonly comment?: readonly string[];
  /** Whether an empty line separates it from the argument before it. One always separates blocks. */
  readonly startsGroup?: boolean;
}

/** `name = value`. */
export interface Argument {
  readonly name: string;
  /** The lines of the value, at least one. */
  readonly value: readonly string[];
}

/** A block with its labels in the header. */
export interface NestedBlock {
  readonly header: string;
  readonly items: readonly Item[];
}

const INDENT = "  ";
/** Values longer than this are broken where they can be. */
export const MAXIMUM_WIDTH = 100;

/** The lines of a body, as `terraform fmt` formats them: empty lines around blocks, equals signs aligned between. */
export function layOut(items: readonly Item[]): string[] {
  return linesOf(items).flat();
}

function linesOf(items: readonly Item[]): string[][] {
  const lines: string[][] = [];
  for (let index = 0; index < items.length; ) {
    const item = items[index];
    if (index > 0 && (isBlock(item) || isBlock(items[index - 1]) || item.startsGroup)) {
      lines.push([""]);
    }
    lines.push((item.comment ?? []).map((line) => `# ${line}`));
    if (isBlock(item)) {
      const { header, items: inner } = item;
      lines.push(inner.length === 0 ? [`${header} {}`] : [`${header} {`, ...layOut(inner).map(indent), "}"]);
      index++;
    } else {
      const run = alignedRun(items, index);
      lines.push(runLines(run));
      index += run.length;
    }
  }
  return lines;
}

export function isBlock(item: Item | undefined): item is NestedBlock & Surroundings {
  return item !== undefined && "header" in item;
}

/** The arguments from a position on whose equals signs are aligned. */
function alignedRun(items: readonly Item[], start: number): readonly Argument[] {
  const run: Argument[] = [];
  for (let index = start; index < items.length; index++) {
    const item = items[index];
    if (
      isBlock(item) ||
      (run.length > 0 && (item.startsGroup || item.comment || !isAligned(item) || !isAligned(run[0])))
    ) {
      break;
    }
    run.push(item);
  }
  return run;
}

/** To `terraform fmt`, a heredoc is a value on one line, and an equals sign in a key ends what it can align. */
function isAligned({ name, value: [first, ...more] }: Argument): boolean {
  const isOneLine = more.length === 0 || first.startsWith("<<");
  return isOneLine && !(name.includes("=") && readExpression(name).some(hasEqualsSign));
}

function hasEqualsSign(token: Token): boolean {
  return token.kind === "string"
    ? token.template.some((part) => part.kind === "sequence" && part.tokens.some(hasEqualsSign))
    : isSymbol(token, "=");
}

function runLines(run: readonly Argument[]): string[] {
  const width = run.reduce((widest, { name }) => Math.max(widest, columns(name)), 0);
  return run.flatMap(({ name, value: [first, ...more] }) => {
    const gap = " ".repeat(width - columns(name));
    return [`${name}${gap} = ${first}`, ...more];
  });
}

export function indent(line: string): string {
  return line === "" ? line : INDENT + line;
}

/** `terraform fmt` counts what a reader sees as one letter. Nearly all names are ASCII, where that is a character. */
function columns(text: string): number {
  return /^[ -~]*$/.test(text) ? text.length : [...new Segmenter("en").segment(text)].length;
}

// Node.js has it, but the types of ES2020, which jsii compiles with, do not.
const { Segmenter } = Intl as unknown as {
  Segmenter: new (locale: string) => { segment(text: string): Iterable<unknown> };
};

/** A list on one line if it is short and of single-line values. */
export function listLines(elements: readonly (readonly string[])[]): string[] {
  if (elements.length === 0) {
    return ["[]"];
  }
  const single = `[${elements.map(([first]) => first).join(", ")}]`;
  if (single.length <= MAXIMUM_WIDTH && elements.every((lines) => lines.length === 1)) {
    return [single];
  }
  const inner = elements.flatMap((lines) => [...lines.slice(0, -1), `${lines[lines.length - 1]},`]);
  return ["[", ...inner.map(indent), "]"];
}

export function objectLines(members: readonly Argument[]): string[] {
  return members.length === 0 ? ["{}"] : ["{", ...layOut(members).map(indent), "}"];
}

/** A value whose texts mean themselves. */
export function literalLines(value: Json): string[] {
  if (isList(value)) {
    return listLines(value.map(literalLines));
  }
  if (isObject(value)) {
    return objectLines(entries(value).map(([key, child]) => ({ name: keyOf(key), value: literalLines(child) })));
  }
  return [typeof value === "string" ? quote(value) : JSON.stringify(value)];
}

/** The key of an object: bare where HCL allows it. */
export function keyOf(key: string, quotedKey = quote(key)): string {
  return isBareKey(key) ? key : quotedKey;
}

/** Whether the key of an object needs no quotes. */
export function isBareKey(name: string): boolean {
  return /^[A-Za-z_][-\w]*$/.test(name) && !KEYWORDS.includes(name);
}

const KEYWORDS = ["for", "if", "in", "null", "true", "false"];

/** The members of a body with comments above them. @param comments by the names that lead to a member */
export function withComments(
  items: readonly Item[],
  comments: ReadonlyMap<string, string>,
  path = "",
): readonly Item[] {
  if (comments.size === 0) {
    return items;
  }
  return items.map((item): Item => {
    const place = path + (isBlock(item) ? item.header : item.name);
    const text = comments.get(place);
    const inner = isBlock(item) ? { ...item, items: withComments(item.items, comments, `${place}.`) } : item;
    return text === undefined ? inner : { ...inner, comment: wrapped(text) };
  });
}

function wrapped(text: string): string[] {
  const lines: string[] = [];
  for (const word of text.split(" ")) {
    const last = lines[lines.length - 1];
    if (last === undefined || last.length + word.length >= MAXIMUM_WIDTH) {
      lines.push(word);
    } else {
      lines[lines.length - 1] = `${last} ${word}`;
    }
  }
  return lines;
}
