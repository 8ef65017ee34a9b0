import { readTemplate } from "./lexer";
import { stringOf } from "./quoted-string";
import { wholeSequence } from "./template";
import { isSymbol, type Part, type Template, type Token } from "./token";

/** A text that is written in a template or in an expression. */
export interface WrittenText {
  /** What is written, with `${}` in place of each expression. */
  readonly text: string;
  /** The function whose argument begins with it, such as `file`. */
  readonly functionName?: string;
  /** The key of an object that it is the value of, alone or as the argument of functions. */
  readonly key?: string;
  /** Whether it is what an expression gives in one of several cases: after `?`, after `:` or in `coalesce`. */
  readonly isChoice?: true;
}

/** What takes the place of an expression in a text. */
export const EXPRESSION = "${}";

/** Every text in a value of Terraform's JSON: the value itself, and the strings in its expressions. */
export function writtenTexts(text: string): WrittenText[] {
  const template = readTemplate(text);
  const isExpression = wholeSequence(template) !== undefined;
  return [...(isExpression ? [] : [{ text: template.map(textOf).join("") }]), ...inSequences(template)];
}

function inSequences(template: Template): WrittenText[] {
  return template.flatMap((part) => (part.kind === "sequence" ? inTokens(part.tokens) : []));
}

function inTokens(tokens: readonly Token[]): WrittenText[] {
  return tokens.flatMap((token, index) => {
    if (token.kind !== "string" && token.kind !== "heredoc") {
      return [];
    }
    const text = stringOf(token.template) ?? token.template.map(textOf).join("");
    const choice = isChoice(tokens, index) ? { isChoice: true as const } : {};
    return [{ text, ...around(tokens, index), ...choice }, ...inSequences(token.template)];
  });
}

function isChoice(tokens: readonly Token[], index: number): boolean {
  const before = tokens[index - 1];
  const isOther = isSymbol(before, ":") && tokens.slice(0, index).some((token) => isSymbol(token, "?"));
  return isSymbol(before, "?") || isOther || CHOOSING.includes(functionAround(tokens, index));
}

/** Functions that give one of their arguments. */
const CHOOSING = ["coalesce", "try"];

/** The function among whose arguments a token is; empty for none. */
function functionAround(tokens: readonly Token[], index: number): string {
  let depth = 0;
  for (let position = index - 1; position >= 0; position--) {
    const token = tokens[position];
    if ([")", "]", "}"].some((bracket) => isSymbol(token, bracket))) {
      depth++;
    } else if (["(", "[", "{"].some((bracket) => isSymbol(token, bracket))) {
      depth--;
    }
    if (depth < 0) {
      return (isSymbol(token, "(") && nameOf(tokens[position - 1])) || "";
    }
  }
  return "";
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
function around(tokens: readonly Token[], index: number): Pick<WrittenText, "functionName" | "key"> {
  let position = index - 1;
  let functionName: string | undefined;
  while (isSymbol(tokens[position], "(") && tokens[position - 1]?.kind === "name") {
    functionName ??= nameOf(tokens[position - 1]);
    position -= 2;
  }
  const isValue = isSymbol(tokens[position], "=") || isSymbol(tokens[position], ":");
  const key = isValue ? nameOf(tokens[position - 1]) : undefined;
  return { ...(functionName === undefined ? {} : { functionName }), ...(key === undefined ? {} : { key }) };
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
