import { readExpression } from "../../terraform/expression/lexer";
import { bare } from "../../terraform/expression/template";
import type { Token } from "../../terraform/expression/token";
import type { Json } from "../../terraform/json";
import { expressionText } from "./expression-text";
import { Unwritable } from "./unwritable";

const PRIMITIVES = ["string", "number", "bool", "any"];
const COLLECTIONS = ["list", "map", "set"];
const CONSTRUCTORS = [...COLLECTIONS, "object", "tuple"];

/** A type constraint. `list` alone, which Terraform's JSON allows, becomes `list(any)`. @throws Unwritable */
export function typeText(value: Json): string {
  const text = typeof value === "string" ? bare(value) : "";
  const [first, ...others] = readExpression(text);
  const name = first?.kind === "name" ? first.text : "";
  if (others.length === 0 && PRIMITIVES.includes(name)) {
    return name;
  }
  if (others.length === 0 && COLLECTIONS.includes(name)) {
    return `${name}(any)`;
  }
  if (!CONSTRUCTORS.includes(name) || !isInParentheses(others)) {
    throw new Unwritable("must be a type");
  }
  return expressionText(text);
}

/** Whether the first token is a parenthesis that the last one closes. */
function isInParentheses(tokens: readonly Token[]): boolean {
  let depth = 0;
  for (const [index, token] of tokens.entries()) {
    if (token.kind === "symbol" && token.text === "(") {
      depth++;
    } else if (token.kind === "symbol" && token.text === ")") {
      depth--;
    }
    if (depth === 0) {
      return index > 0 && index === tokens.length - 1;
    }
  }
  return false;
}
