import type { BodySchema } from "../../../providers/schemas/schema-source";
import { dynamicContent, entries, isList, isObject, type Json, type JsonObject, listOf } from "../../../stack/json";
import { META_ARGUMENTS } from "../../../stack/stack";
import { isLiteral } from "../../../stack/template";
import { writtenText } from "./test-writer";

/** What arguments must be, as an expression. */
export interface ArgumentCondition {
  readonly condition: string;
  /** The names of the arguments that it holds to a value. */
  readonly names: readonly string[];
}

/** A value that the test sees. */
interface Actual {
  /** The last of the names that lead to it. */
  readonly name: string;
  readonly expression: string;
}

/** A condition for a value without expressions, or for each part of it. */
export function valueConditions(value: Json, name: string, expression: string): ArgumentCondition[] {
  return partConditions(value, { name, expression }, true);
}

/** Provisioners leave nothing that a test sees, and a condition on `dynamic` blocks would repeat their expression. */
const NOT_COMPARED = [...META_ARGUMENTS, "connection", "dynamic", "provisioner"];

/**
 * A condition for each argument of a body that has a value in the code, on the value that a plan gives it.
 * @param schema tells nested blocks from objects; without it, neither has a condition
 */
export function argumentConditions(
  body: JsonObject,
  expression: string,
  schema: BodySchema | undefined,
): ArgumentCondition[] {
  const compared = entries(body).filter(
    ([name]) => /^[a-z]\w*$/.test(name) && !NOT_COMPARED.includes(name) && !name.endsWith("_wo"),
  );
  return compared.flatMap(([name, value]) => {
    const own = { name, expression: `${expression}.${name}` };
    const nested = schema?.blockOf(name);
    if (nested === undefined) {
      return partConditions(value, own, schema !== undefined);
    }
    if (name === "timeouts") {
      return isObject(value) ? argumentConditions(value, own.expression, nested) : [];
    }
    return dynamicContent(body, name) === undefined ? blockConditions(listOf(value), own, nested) : [];
  });
}

/**
 * Of several blocks, one must meet all conditions of each: the order is not held, since some types have them in a set.
 * What one of them has, another one may not have at all.
 */
function blockConditions(
  bodies: readonly Json[],
  { name, expression }: Actual,
  schema: BodySchema,
): ArgumentCondition[] {
  if (bodies.length === 1) {
    return bodies.filter(isObject).flatMap((body) => argumentConditions(body, `one(${expression})`, schema));
  }
  return bodies.filter(isObject).flatMap((body): ArgumentCondition[] => {
    const all = argumentConditions(body, name, schema);
    const condition = all.map((one) => one.condition).join(" && ");
    const names = all.flatMap((one) => one.names);
    return all.length === 0
      ? []
      : [{ condition: `anytrue([for ${name} in ${expression} : try(${condition}, false)])`, names }];
  });
}

function partConditions(value: Json, actual: Actual, isKnown: boolean): ArgumentCondition[] {
  const { name, expression } = actual;
  if (isList(value)) {
    const elements = value.map(literal);
    return value.length > 0 && elements.every((element) => element !== undefined)
      ? [{ condition: `${setOf(expression, value)} == toset([${elements.join(", ")}])`, names: [name] }]
      : [];
  }
  if (isObject(value)) {
    return entries(value).flatMap(([key, child]) => {
      // A key is a template as well, so that it is written like a text.
      const written = isKnown && isLiteral(key) ? writtenText(key) : undefined;
      const part = { name: key.replace(/["\\]/g, ""), expression: `${expression}[${written}]` };
      return written === undefined ? [] : partConditions(child, part, true);
    });
  }
  const written = literal(value);
  return written === undefined ? [] : [{ condition: comparison(expression, written, value), names: [name] }];
}

/** Sets have no order, and a provider may take for a set what the stack writes as a list. */
function setOf(list: string, approved: readonly Json[]): string {
  return approved.every(isText) ? `toset(${list})` : `toset([for one in ${list} : tostring(one)])`;
}

/** Terraform converts `"1"` to a number and back. */
function comparison(actual: string, approved: string, value: Json): string {
  return isText(value) ? `${actual} == ${approved}` : `tostring(${actual}) == ${approved}`;
}

function isText(value: Json): boolean {
  return typeof value === "string" && !/^(?:true|false|[-+.\d].*)$/.test(value);
}

function literal(value: Json): string | undefined {
  switch (typeof value) {
    case "string":
      return isLiteral(value) && !isOtherwiseWritten(value) ? writtenText(value) : undefined;
    case "boolean":
      return `"${value}"`;
    case "number":
      return Number.isSafeInteger(value) ? `"${value}"` : undefined;
    default:
      return undefined;
  }
}

/** Terraform would write such a number in another way, as it does `1.0`. */
function isOtherwiseWritten(text: string): boolean {
  return text.trim() !== "" && Number.isFinite(Number(text)) && String(Number(text)) !== text;
}
