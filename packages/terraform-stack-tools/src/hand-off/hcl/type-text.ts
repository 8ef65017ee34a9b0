import { readExpression } from "../../stack/expression/lexer";
import { bare } from "../../stack/expression/template";
import { closingBracket, isSymbol } from "../../stack/expression/token";
import type { Json } from "../../stack/json";
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
  const isCall = isSymbol(others[0], "(") && closingBracket(others, 0) === others.length - 1;
  if (!CONSTRUCTORS.includes(name) || !isCall) {
    throw new Unwritable("must be a type");
  }
  return expressionText(text);
}
