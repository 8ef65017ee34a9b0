import { readExpression } from "../../terraform/expression/lexer";
import { wholeReference } from "../../terraform/expression/reference";
import { bare } from "../../terraform/expression/template";
import { entries, isList, isObject, type Json, type JsonObject, listOf } from "../../terraform/json";
import { expressionText, templateText } from "./expression-text";
import type { ArgumentSyntax, LanguageSchema } from "./language-schema";
import { type Argument, type Item, isBlock, keyOf, listLines, literalLines, objectLines, quote } from "./layout";
import { typeText } from "./type-text";
import { type Report, Unwritable } from "./unwritable";

interface Member {
  readonly name: string;
  readonly item: Item;
}

/** The arguments and nested blocks of a body, in the order in which people write them. */
export function itemsOf(body: JsonObject, schema: LanguageSchema, place: string, report: Report): Item[] {
  const { dynamic, "//": _comment, ...others } = body;
  const members = [
    ...entries(others).flatMap(([name, value]) =>
      memberItems(name, value, schema, `${place}.${name}`, report).map((item) => ({ name, item })),
    ),
    ...entries(dynamic).flatMap(([name, value]) =>
      dynamicItems(name, value, schema, `${place}.dynamic.${name}`, report).map((item) => ({ name, item })),
    ),
  ];
  return members.sort((left, right) => rank(left) - rank(right)).map(({ item }) => item);
}

const BEFORE_ARGUMENTS = ["for_each", "count", "provider", "source", "version"];
const AFTER_BLOCKS = ["depends_on", "lifecycle"];

function rank({ name, item }: Member): number {
  const ofArguments = BEFORE_ARGUMENTS.length;
  const ofBlocks = ofArguments + 1;
  if (AFTER_BLOCKS.includes(name)) {
    return ofBlocks + 1 + AFTER_BLOCKS.indexOf(name);
  }
  if (isBlock(item)) {
    return ofBlocks;
  }
  return BEFORE_ARGUMENTS.includes(name) ? BEFORE_ARGUMENTS.indexOf(name) : ofArguments;
}

function memberItems(name: string, value: Json, schema: LanguageSchema, place: string, report: Report): Item[] {
  if (!isName(name)) {
    report(place, INVALID_NAME);
    return [];
  }
  const block = schema.blockOf(name);
  if (block !== undefined) {
    return blockItems(name, value, block, place, report);
  }
  if ((isList(value) || isObject(value)) && !schema.takesCollection(name)) {
    report(place, "the provider's schema has no block or collection of this name");
    return [];
  }
  return [argument(name, value, schema.syntax?.[name], place, report)];
}

function blockItems(name: string, value: Json, schema: LanguageSchema, place: string, report: Report): Item[] {
  return listOf(value).flatMap((body, index) => {
    const own = isList(value) ? `${place}[${index}]` : place;
    if (body === null) {
      return [];
    }
    if (!isObject(body)) {
      report(own, "a block must be an object");
      return [];
    }
    return [{ header: name, items: itemsOf(body, schema, own, report) }];
  });
}

function dynamicItems(name: string, value: Json, schema: LanguageSchema, place: string, report: Report): Item[] {
  const block = schema.blockOf(name);
  return listOf(value).flatMap((body) => {
    if (!isObject(body) || block === undefined || !isObject(body.content)) {
      report(place, "the provider's schema has no block of this name");
      return [];
    }
    const { content, ...others } = body;
    const head = entries(others).map(([key, child]) =>
      argument(key, child, key === "iterator" ? "address" : undefined, `${place}.${key}`, report),
    );
    const inner = { header: "content", items: itemsOf(content, block, `${place}.content`, report) };
    return [{ header: `dynamic ${quote(name)}`, items: [...head, inner] }];
  });
}

function argument(
  name: string,
  value: Json,
  syntax: ArgumentSyntax | undefined,
  place: string,
  report: Report,
): Argument {
  try {
    return { name, value: linesOf(value, syntax) };
  } catch (error) {
    if (!(error instanceof Unwritable)) {
      throw error;
    }
    report(place, error.message);
    return { name, value: ["null"] };
  }
}

function linesOf(value: Json, syntax: ArgumentSyntax | undefined): readonly string[] {
  switch (syntax) {
    case "literal":
      return literalLines(value);
    case "type":
      return [typeText(value)];
    case "address":
      return addressLines(value);
    case undefined:
      return templateLines(value);
  }
}

/** A value whose texts and keys are templates, as most are. */
function templateLines(value: Json): readonly string[] {
  if (isList(value)) {
    return listLines(value.map(templateLines));
  }
  if (isObject(value)) {
    return objectLines(entries(value).map(([key, child]) => ({ name: templateKey(key), value: templateLines(child) })));
  }
  return [typeof value === "string" ? templateText(value) : JSON.stringify(value)];
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
    return objectLines(entries(value).map(([key, child]) => ({ name: keyOf(key), value: addressLines(child) })));
  }
  const text = typeof value === "string" ? bare(value) : "";
  if (wholeReference(text) === undefined) {
    throw new Unwritable("must be an address");
  }
  return [expressionText(text)];
}

export const INVALID_NAME = "its name is not a valid HCL identifier";

/** Whether a text is an identifier of HCL. */
export function isName(text: string): boolean {
  const [token, ...others] = readExpression(text);
  return others.length === 0 && token?.kind === "name" && token.text === text;
}
