import { defined, type Json, withTexts, withVisibleLettersOfHcl } from "./json";
import { isSymbol, type Part, readTemplate, type Sequence, type Template, type Token } from "./lexer";

/** Whether Terraform evaluates anything in a text. */
export function isTemplate(text: string): boolean {
  return text.includes("${") || text.includes("%{");
}

/** Whether a value is a text in which Terraform evaluates nothing, and not an empty one. */
export function isLiteral(value: Json | undefined): value is string {
  if (typeof value !== "string" || value === "") {
    return false;
  }
  return !isTemplate(value) || readTemplate(value).every(({ kind }) => kind === "literal" || kind === "escape");
}

/** The expression that a text consists of, without `${` and `}`; undefined where the text is anything else. */
export function unwrapped(text: string): string | undefined {
  const sequence = text.startsWith("${") && text.endsWith("}") ? wholeSequence(readTemplate(text)) : undefined;
  if (sequence === undefined) {
    return undefined;
  }
  const start = sequence.stripsBefore ? 3 : 2;
  return text.slice(start, sequence.stripsAfter ? -2 : -1);
}

/** The text of an address or a type, which Terraform's JSON may hold with or without `${}`. */
export function bare(text: string): string {
  return (unwrapped(text) ?? text).trim();
}

/** The one interpolation that a template consists of. Its value keeps its type, where several become a string. */
export function wholeSequence(template: Template): Sequence | undefined {
  const [part] = template;
  return template.length === 1 && part.kind === "sequence" && part.marker === "${" ? part : undefined;
}

/** A copy of a value in which every text means itself, where Terraform would look for templates. */
export function escaped(value: Json): Json {
  return withTexts(value, escapedText);
}

export function escapedText(text: string): string {
  return isTemplate(text) ? text.replace(/[$%](?=\{)/g, "$&$&") : text;
}

/** Another text from one offset up to the next. */
export interface Replacement {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** A text with others in some places, which are in order. */
export function withReplacements(text: string, replacements: readonly Replacement[]): string {
  const parts: string[] = [];
  let position = 0;
  for (const { start, end, text: other } of replacements) {
    parts.push(text.slice(position, start), other);
    position = end;
  }
  return [...parts, text.slice(position)].join("");
}

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

/** A text that is written in a template or in an expression. */
export interface WrittenText {
  /** What is written, with `${}` in place of each expression. */
  readonly text: string;
  /** The function whose argument begins with it, such as `file`. */
  readonly functionName?: string;
  /** The key of an object that it is the value of, alone or as the argument of functions. */
  readonly key?: string;
  /** What the member `name` beside that key says. */
  readonly name?: string;
  /** Whether it is what an expression gives in one of several cases: after `?`, after `:`, or in `coalesce` or `try`. */
  readonly isChoice?: true;
}

/** What takes the place of an expression in a text. */
export const EXPRESSION = "${}";

/** Every text in a value of Terraform's JSON: the value itself, and the strings in its expressions. */
export function writtenTexts(text: string): WrittenText[] {
  // A line break of its own is read in another way.
  if (!isTemplate(text) && !text.includes("\r")) {
    return [{ text }];
  }
  const template = readTemplate(text);
  const isExpression = wholeSequence(template) !== undefined;
  return [...(isExpression ? [] : [{ text: template.map(textOf).join("") }]), ...inSequences(template)];
}

function inSequences(template: Template): WrittenText[] {
  return template.flatMap((part) => (part.kind === "sequence" ? inTokens(part.tokens) : []));
}

/** An object in an expression. */
interface Named {
  name?: string;
}

/** Functions that give one of their arguments. */
const CHOOSING = ["coalesce", "try"];

function inTokens(tokens: readonly Token[]): WrittenText[] {
  const found: (() => WrittenText[])[] = [];
  const open: { readonly functionName?: string; readonly object: Named }[] = [{ object: {} }];
  let hasCondition = false;
  tokens.forEach((token, index) => {
    const before = tokens[index - 1];
    const { functionName: around = "", object } = open[open.length - 1];
    hasCondition ||= isSymbol(token, "?");
    if (isSymbol(token, "(")) {
      open.push({ functionName: nameOf(before), object });
    } else if (isSymbol(token, "{") || isSymbol(token, "[")) {
      open.push({ object: {} });
    } else if ([")", "]", "}"].some((bracket) => isSymbol(token, bracket)) && open.length > 1) {
      open.pop();
    } else if (token.kind === "string" || token.kind === "heredoc") {
      const { template } = token;
      const value = stringOf(template);
      const { functionName, key } = placeIn(tokens, index);
      const isCase = isSymbol(before, "?") || (hasCondition && isSymbol(before, ":"));
      const isChoice = isCase || CHOOSING.includes(around) || undefined;
      if (functionName === undefined && key?.toLowerCase() === "name") {
        object.name = value;
      }
      const text = value ?? template.map(textOf).join("");
      // The name may stand after the value.
      found.push(() => [defined({ text, functionName, key, name: object.name, isChoice }), ...inSequences(template)]);
    }
  });
  return found.flatMap((written) => written());
}

function textOf(part: Part): string {
  switch (part.kind) {
    case "literal":
      return part.text;
    case "escape":
      return part.text.slice(1);
    default:
      return EXPRESSION;
  }
}

/** The function and the key in front of a value: `key = outer(inner("…"` has the function `inner`. */
function placeIn(tokens: readonly Token[], index: number): Pick<WrittenText, "functionName" | "key"> {
  let position = index - 1;
  let functionName: string | undefined;
  while (isSymbol(tokens[position], "(") && tokens[position - 1]?.kind === "name") {
    functionName ??= nameOf(tokens[position - 1]);
    position -= 2;
  }
  const isValue = isSymbol(tokens[position], "=") || isSymbol(tokens[position], ":");
  return { functionName, key: isValue ? nameOf(tokens[position - 1]) : undefined };
}

function nameOf(token: Token | undefined): string | undefined {
  switch (token?.kind) {
    case "name":
      return token.text;
    case "string":
      return stringOf(token.template);
    default:
      return undefined;
  }
}
