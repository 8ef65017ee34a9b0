import { isObject, type Json } from "../json";
import { readTemplate } from "./lexer";
import { stringOf } from "./quoted-string";
import { referencesIn } from "./reference";
import { wholeSequence } from "./template";
import type { Token } from "./token";

/** The keys of a `for_each` that are written in it, as in `${toset(["shop", "web"])}`; none where others decide. */
export function literalKeys(forEach: Json | undefined): string[] {
  if (isObject(forEach)) {
    return Object.keys(forEach);
  }
  if (typeof forEach !== "string" || referencesIn(forEach).length > 0) {
    return [];
  }
  const [name, opening, bracket, ...rest] = wholeSequence(readTemplate(forEach))?.tokens ?? [];
  const isSet = wordOf(name) === "toset" && wordOf(opening) === "(" && wordOf(bracket) === "[";
  return isSet ? [...new Set(rest.flatMap(textIn))] : [];
}

function wordOf(token: Token | undefined): string {
  return token?.kind === "name" || token?.kind === "symbol" ? token.text : "";
}

function textIn(token: Token): string[] {
  const text = token.kind === "string" ? stringOf(token.template) : undefined;
  return text === undefined ? [] : [text];
}
