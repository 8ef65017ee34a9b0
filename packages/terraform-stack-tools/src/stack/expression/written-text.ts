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
    return [{ text, ...around(tokens, index) }, ...inSequences(token.template)];
  });
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
