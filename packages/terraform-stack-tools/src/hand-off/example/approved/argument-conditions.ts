import type { BodySchema } from "../../../providers/schemas/body-schema";
import { quote } from "../../../stack/expression/quoted-string";
import { isLiteral } from "../../../stack/expression/template";
import { dynamicContent, entries, isList, isObject, type Json, type JsonObject, listOf } from "../../../stack/json";
import { META_ARGUMENTS } from "../../../stack/stack";

/** What an argument must be, as an expression. */
export interface ArgumentCondition {
  /** The names that lead to the argument, such as `metadata.name`. */
  readonly argument: string;
  readonly condition: string;
}

/** Writes the text of an argument as an expression; nothing where a test cannot evaluate it. */
export type Writer = (text: string) => string | undefined;

/** A value that the test sees. */
interface Actual {
  readonly argument: string;
  readonly expression: string;
  /** Puts a condition on the value in the context of those around it. */
  readonly within: (condition: string) => string;
}

/**
 * A condition for each argument of a body, on the value that was approved.
 * @param schema tells nested blocks from objects; without it, neither has a condition
 */
export function argumentConditions(
  body: JsonObject,
  expression: string,
  schema: BodySchema | undefined,
  write: Writer,
): ArgumentCondition[] {
  return bodyConditions(body, { argument: "", expression, within: (condition) => condition }, schema, write);
}

/** A condition for a value, or for each part of it. */
export function valueConditions(value: Json, argument: string, expression: string, write: Writer): ArgumentCondition[] {
  return partConditions(value, { argument, expression, within: (condition) => condition }, true, write);
}

/** Provisioners leave nothing that a test sees, and a condition on `dynamic` blocks would repeat their expression. */
const NOT_COMPARED = [...META_ARGUMENTS, "connection", "dynamic", "provisioner"];

function bodyConditions(
  body: JsonObject,
  actual: Actual,
  schema: BodySchema | undefined,
  write: Writer,
): ArgumentCondition[] {
  const compared = entries(body).filter(
    ([name]) => /^[a-z]\w*$/.test(name) && !NOT_COMPARED.includes(name) && !name.endsWith("_wo"),
  );
  return compared.flatMap(([name, value]) => {
    const own = {
      ...actual,
      argument: actual.argument === "" ? name : `${actual.argument}.${name}`,
      expression: `${actual.expression}.${name}`,
    };
    const nested = schema?.blockOf(name);
    if (nested === undefined) {
      return partConditions(value, own, schema !== undefined, write);
    }
    if (name === "timeouts") {
      return isObject(value) ? bodyConditions(value, own, nested, write) : [];
    }
    return dynamicContent(body, name) === undefined ? blockConditions(listOf(value), own, nested, write) : [];
  });
}

/** The order of several blocks is not held, since some types have them in a set. */
function blockConditions(
  bodies: readonly Json[],
  actual: Actual,
  schema: BodySchema,
  write: Writer,
): ArgumentCondition[] {
  const item = `${actual.argument.replace(/\./g, "_")}_block`;
  const each: Actual =
    bodies.length === 1
      ? { ...actual, expression: `one(${actual.expression})` }
      : {
          ...actual,
          expression: item,
          within: (condition) => actual.within(`anytrue([for ${item} in ${actual.expression} : ${condition}])`),
        };
  return bodies.flatMap((body) => (isObject(body) ? bodyConditions(body, each, schema, write) : []));
}

function partConditions(value: Json, actual: Actual, isKnown: boolean, write: Writer): ArgumentCondition[] {
  const { argument, expression, within } = actual;
  if (isList(value)) {
    const elements = value.map((element) => primitive(element, write));
    return value.length > 0 && elements.every((element) => element !== undefined)
      ? [{ argument, condition: within(`${sortedTexts(expression)} == ${sortedTexts(`[${elements.join(", ")}]`)}`) }]
      : [];
  }
  if (isObject(value)) {
    const literal = entries(value).filter(([key]) => isKnown && isLiteral(key));
    return literal.flatMap(([key, child]) =>
      partConditions(
        child,
        { ...actual, argument: `${argument}.${key}`, expression: `${expression}[${quote(key)}]` },
        true,
        write,
      ),
    );
  }
  const written = primitive(value, write);
  return written === undefined ? [] : [{ argument, condition: within(comparison(expression, written)) }];
}

/** Sets have no order, and a provider may take for a set what the stack writes as a list. */
function sortedTexts(list: string): string {
  return `sort([for one in ${list} : tostring(one)])`;
}

/** Terraform converts `"1"` to a number and back, and an expression may give a collection. */
function comparison(actual: string, approved: string): string {
  return approved.startsWith('"')
    ? `tostring(${actual}) == ${approved}`
    : `try(tostring(${actual}) == tostring(${approved}), jsonencode(${actual}) == jsonencode(${approved}))`;
}

function primitive(value: Json, write: Writer): string | undefined {
  switch (typeof value) {
    case "string":
      return isOtherwiseWritten(value) ? undefined : write(value);
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
