import { entries, isObject, type Json } from "../../terraform/json";

/** `name = value`, whose value may go over several lines, or a block. */
export type Item =
  | { readonly name: string; readonly value: readonly string[] }
  | { readonly header: string; readonly items: readonly Item[] };

const INDENT = "  ";
const MAXIMUM_WIDTH = 100;

/** The lines of a body, as `terraform fmt` leaves them: equals signs stand below each other, in each run of arguments of one line. */
export function layOut(items: readonly Item[]): string[] {
  const lines: string[] = [];
  let wasBlock = false;
  for (let index = 0; index < items.length; ) {
    const item = items[index];
    if ("header" in item) {
      if (index > 0) {
        lines.push("");
      }
      lines.push(...blockLines(item.header, item.items));
      wasBlock = true;
      index++;
      continue;
    }
    if (wasBlock) {
      lines.push("");
      wasBlock = false;
    }
    const run = runOf(items, index);
    const width = Math.max(...run.map(({ name }) => columns(name)));
    for (const { name, value } of run) {
      const gap = run.length > 1 || value.length === 1 ? " ".repeat(width - columns(name)) : "";
      lines.push(`${name}${gap} = ${value[0]}`, ...value.slice(1));
    }
    index += run.length;
  }
  return lines;
}

function blockLines(header: string, items: readonly Item[]): string[] {
  return items.length === 0 ? [`${header} {}`] : [`${header} {`, ...layOut(items).map(indent), "}"];
}

function runOf(items: readonly Item[], start: number): { name: string; value: readonly string[] }[] {
  const run: { name: string; value: readonly string[] }[] = [];
  for (const item of items.slice(start)) {
    if ("header" in item || (run.length > 0 && (item.value.length > 1 || run[0].value.length > 1))) {
      break;
    }
    run.push(item);
  }
  return run;
}

export function indent(line: string): string {
  return line === "" ? line : INDENT + line;
}

/** Terraform counts what a reader sees as one letter. */
function columns(text: string): number {
  return [...new Segmenter("en").segment(text)].length;
}

// Node.js has it; the types of ES2020, which jsii compiles with, do not.
const { Segmenter } = Intl as unknown as { Segmenter: new (locale: string) => { segment(text: string): Iterable<unknown> } };

/** A list in one line if it is short and of single values. */
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

export function objectLines(members: readonly Item[]): string[] {
  return members.length === 0 ? ["{}"] : ["{", ...layOut(members).map(indent), "}"];
}

const NAMED: Readonly<Record<string, string>> = { "\n": "\\n", "\r": "\\r", "\t": "\\t", '"': '\\"', "\\": "\\\\" };

/** The letters of a text between quotes; `${` and `%{` stay what they are. */
export function escapeLetters(text: string): string {
  return text.replace(/["\\\p{Cc}\u2028\u2029\ufeff]/gu, (letter) => {
    return NAMED[letter] ?? `\\u${(letter.codePointAt(0) as number).toString(16).padStart(4, "0")}`;
  });
}

/** A text that means itself. */
export function quote(text: string): string {
  return `"${escapeLetters(text).replace(/[$%](?=\{)/g, "$&$&")}"`;
}

const KEYWORDS = ["for", "if", "in", "null", "true", "false"];

/** An object's key: bare where that is allowed. */
export function keyOf(key: string, quoted: string): string {
  return /^[A-Za-z_][-\w]*$/.test(key) && !KEYWORDS.includes(key) ? key : quoted;
}

/** A value whose texts mean themselves. */
export function literalLines(value: Json): string[] {
  if (Array.isArray(value)) {
    return listLines(value.map(literalLines));
  }
  if (isObject(value)) {
    return objectLines(entries(value).map(([key, child]) => ({ name: keyOf(key, quote(key)), value: literalLines(child) })));
  }
  return [typeof value === "string" ? quote(value) : JSON.stringify(value)];
}
