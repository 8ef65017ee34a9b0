import { entries, isList, isObject, type Json } from "../../stack/json";
import { closingBracket, isSymbol, readExpression } from "../../stack/lexer";
import { wholeReference } from "../../stack/reference";
import { bare } from "../../stack/template";
import { expressionText, templateLines, templateText, Unwritable } from "./expression-text";
import type { ArgumentSyntax } from "./language-schema";
import { keyOf, listLines, literalLines, objectLines } from "./layout";

/** The lines of a value. @throws Unwritable */
export function valueLines(value: Json, syntax: ArgumentSyntax | undefined): readonly string[] {
  switch (syntax) {
    case "literal":
      return literalLines(value);
    case "type":
      return [typeText(value)];
    case "address":
      return addressLines(value);
    case "requirement":
      return requirementLines(value);
    case undefined:
      return evaluatedLines(value);
  }
}

/** A value whose texts and keys are templates, as most are. */
function evaluatedLines(value: Json): readonly string[] {
  if (isList(value)) {
    return listLines(value.map(elementLines));
  }
  if (isObject(value)) {
    return objectLines(
      entries(value).map(([key, child]) => ({ name: templateKey(key), value: evaluatedLines(child) })),
    );
  }
  return typeof value === "string" ? templateLines(value) : [JSON.stringify(value)];
}

/** The comma after an element cannot follow the end of a heredoc. */
function elementLines(element: Json): readonly string[] {
  const lines = evaluatedLines(element);
  return typeof element === "string" && lines[0].startsWith("<<") ? [templateText(element)] : lines;
}

function templateKey(key: string): string {
  const text = templateText(key);
  return text.startsWith('"') ? keyOf(key, text) : `(${text})`;
}

/** An address, or the word `all`. Any other text could end the argument and begin another one. */
function addressLines(value: Json): readonly string[] {
  if (isList(value)) {
    return listLines(value.map(addressLines));
  }
  if (isObject(value)) {
    // Also the keys: the configurations that a module calls by these addresses.
    return objectLines(entries(value).map(([key, child]) => ({ name: addressText(key), value: addressLines(child) })));
  }
  return [addressText(value)];
}

function addressText(value: Json): string {
  const text = typeof value === "string" ? bare(value) : "";
  if (wholeReference(text) === undefined) {
    throw new Unwritable("must be an address");
  }
  return expressionText(text);
}

function requirementLines(value: Json): readonly string[] {
  return isObject(value)
    ? objectLines(
        entries(value).map(([name, child]) => ({
          name: keyOf(name),
          value: name === "configuration_aliases" ? addressLines(child) : literalLines(child),
        })),
      )
    : literalLines(value);
}

const PRIMITIVES = ["string", "number", "bool", "any"];
const COLLECTIONS = ["list", "map", "set"];
const CONSTRUCTORS = [...COLLECTIONS, "object", "tuple"];

/** A type constraint. `list` alone, which Terraform's JSON allows, becomes `list(any)`. @throws Unwritable */
function typeText(value: Json): string {
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
