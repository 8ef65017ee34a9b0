import { withVisibleLettersOfHcl } from "../hidden-letters";
import { escapedText } from "./template";
import type { Part, Template } from "./token";

/** HCL, "Native Syntax Specification", "Quoted Templates". */
const ESCAPE_SEQUENCE = /\\(?:u([\dA-Fa-f]{4})|U(00(?:0[\dA-Fa-f]|10)[\dA-Fa-f]{4})|([nrt"\\]))/g;
const LETTERS: ReadonlyMap<string, string> = new Map([
  ["n", "\n"],
  ["r", "\r"],
  ["t", "\t"],
  ['"', '"'],
  ["\\", "\\"],
]);
const NAMES: ReadonlyMap<string, string> = new Map([...LETTERS].map(([name, letter]) => [letter, name]));

/** The value of a quoted string; undefined where it has interpolations or faults. */
export function stringOf(template: Template): string | undefined {
  const values = template.map(partValue);
  return values.every((value) => value !== undefined) ? values.join("") : undefined;
}

function partValue(part: Part): string | undefined {
  switch (part.kind) {
    case "literal":
      return unescaped(part.text);
    case "escape":
      return part.text.slice(1);
    default:
      return undefined;
  }
}

function unescaped(source: string): string | undefined {
  if (source.replace(ESCAPE_SEQUENCE, "").includes("\\")) {
    return undefined;
  }
  return source.replace(ESCAPE_SEQUENCE, (_sequence, short?: string, long?: string, name = "") => {
    const code = short ?? long;
    return code === undefined ? (LETTERS.get(name) ?? "") : String.fromCodePoint(Number.parseInt(code, 16));
  });
}

/** A quoted string whose value is a text. */
export function quote(text: string): string {
  return `"${escapeLetters(escapedText(text))}"`;
}

/** The letters of a text between quotes; `${` and `%{` remain. */
export function escapeLetters(text: string): string {
  return withVisibleLettersOfHcl(text.replace(/["\\\p{Cc}]/gu, escapeSequence));
}

function escapeSequence(letter: string): string {
  const code = letter.charCodeAt(0).toString(16).padStart(4, "0");
  return `\\${NAMES.get(letter) ?? `u${code}`}`;
}
