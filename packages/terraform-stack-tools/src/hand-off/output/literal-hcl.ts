import { type Body, readHcl } from "../../stack/hcl-file";
import type { Json, JsonObject } from "../../stack/json";
import { isSymbol, type Token } from "../../stack/lexer";
import { stringOf } from "../../stack/template";

/** The blocks of HCL as JSON has them; undefined for what is more than names, labels and literals. */
export function hclIn(bytes: Buffer): JsonObject | undefined {
  try {
    return literalBody(readHcl(bytes.toString("utf8")));
  } catch (error) {
    if (error instanceof SyntaxError) {
      return undefined;
    }
    throw error;
  }
}

/** Arguments and blocks, none of them twice. @throws SyntaxError where something is no literal */
function literalBody({ arguments: expressions, blocks }: Body): JsonObject {
  const values = [...expressions].map(([name, tokens]): [string, Json] => [name, JSON.parse(jsonOf(tokens))]);
  const bodies = blocks.map(({ type, labels, body }): [string, Json] => [
    type,
    labels.reduceRight<Json>((inner, label) => Object.fromEntries([[label, inner]]), literalBody(body)),
  ]);
  const members = new Map([...values, ...bodies]);
  if (members.size < values.length + bodies.length) {
    throw new SyntaxError("a name is there twice");
  }
  return Object.fromEntries(members);
}

/** A literal as JSON writes it. Whatever is evaluated is no JSON. */
function jsonOf(tokens: readonly Token[]): string {
  const words: string[] = [];
  tokens.forEach((token, index) => {
    const isKey = ["=", ":"].some((symbol) => isSymbol(tokens[index + 1], symbol));
    const word = wordOf(token, isKey);
    const last = words[words.length - 1];
    if (last === "," && ["]", "}"].includes(word)) {
      words.pop();
    }
    // A line break after a comma or a bracket separates nothing.
    if (word !== "," || !["[", "{", ","].includes(last)) {
      words.push(word);
    }
  });
  return words.join(" ");
}

function wordOf(token: Token, isKey: boolean): string {
  switch (token.kind) {
    case "string":
      return JSON.stringify(stringOf(token.template)) ?? "an expression";
    case "name":
      return isKey ? JSON.stringify(token.text) : token.text;
    case "newline":
      return ",";
    case "symbol":
      return token.text === "=" ? ":" : token.text;
    case "number":
      return token.text;
    default:
      return "an expression";
  }
}
