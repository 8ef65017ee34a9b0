import { entries, type Json, type JsonObject, listOf, objectOf } from "../../../stack/json";

/** The lines of blocks by address, as the configuration in `tests/blocks` reads them: both must read alike. */
export type Lines = ReadonlyMap<string, readonly string[]>;

/** Reads the files of one folder. @param files by name: `.tf` or `.tf.json` */
export function linesIn(files: ReadonlyMap<string, string>): Lines {
  const found = new Map<string, string[]>();
  for (const [name, text] of files) {
    for (const [address, lines] of name.endsWith(".json") ? jsonBlocks(JSON.parse(text)) : hclBlocks(text)) {
      found.set(address, [...(found.get(address) ?? []), ...lines.map(plain).filter(isShown)]);
    }
  }
  return found;
}

type Block = readonly [address: string, lines: readonly string[]];

function hclBlocks(text: string): Block[] {
  const blocks = text.replace(HEREDOC, "EOT").matchAll(BLOCK);
  return [...blocks].map(([, kind, labels, body = ""]) => [
    addressOf(kind, labels.match(/[^" \t]+/g) ?? []),
    body.split("\n"),
  ]);
}

const HEREDOC = /<<-?EOT\n.*?\n[ \t]*EOT/gs;
const BLOCK = /^[ \t]*(\w+)[ \t]*((?:"[^"]*"[ \t]*)*)\{(?:\}|(.*?)(?:^\}|(?![\s\S])))/gms;

function addressOf(kind: string, labels: readonly string[]): string {
  return [...(kind === "resource" ? [] : [kind]), ...labels].join(".");
}

export const TYPED = ["resource", "data", "ephemeral"];
export const NAMED = ["module", "variable", "output", "check", "provider"];

function jsonBlocks(sections: JsonObject): Block[] {
  return entries(sections).flatMap(([kind, section]): Block[] => {
    if (TYPED.includes(kind)) {
      return entries(section).flatMap(([type, named]) =>
        entries(named).map(([name, body]): Block => [addressOf(kind, [type, name]), jsonLines(body)]),
      );
    }
    return NAMED.includes(kind)
      ? entries(objectOf(section)).map(([name, body]): Block => [addressOf(kind, [name]), jsonLines(body)])
      : [[kind, listOf(section).flatMap(jsonLines)]];
  });
}

const MEMBER = /"((?:[^"\\]|\\.)*)":(?:("(?:[^"\\]|\\.)*")|([^,{}[\]"]*))|("(?:[^"\\]|\\.)*")/g;

/** `jsonencode` escapes two letters that JavaScript does not. */
function jsonLines(body: Json): string[] {
  const text = JSON.stringify(body)
    .replace(/\u2028/g, "\\u2028")
    .replace(/\u2029/g, "\\u2029");
  return [...text.matchAll(MEMBER)].map(([, name, quoted, bare, element]) =>
    name === undefined ? element : [name, quoted ?? bare].filter((part) => part !== "").join(" = "),
  );
}

/** One space between words, no quotes, and no signs around. */
function plain(line: string): string {
  return line
    .replace(/["\\]/g, "")
    .replace(/[ \t\r]+/g, " ")
    .replace(/^[ ,{[(]+|[ ,{[(]+$/g, "")
    .replace(/ =$/, "");
}

function isShown(line: string): boolean {
  return /\w/.test(line) && !line.startsWith("#");
}

/** What a line is about: the name of the argument. */
export function nameOf(line: string): string {
  return line.split(" = ")[0];
}

/** Each text once, with its number where there are several. */
export function counted(texts: readonly string[]): ReadonlyMap<string, string> {
  const numbers = new Map<string, number>();
  for (const text of texts) {
    numbers.set(text, (numbers.get(text) ?? 0) + 1);
  }
  return new Map([...numbers].map(([text, number]) => [text, number > 1 ? `${text} (${number} times)` : text]));
}
