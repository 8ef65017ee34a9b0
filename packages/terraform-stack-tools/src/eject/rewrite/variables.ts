import { PARAMETERS } from "../../knowledge/catalogue/arguments";
import { isSecretInput } from "../../knowledge/secrets/secret-scan";
import { collected, entries, isList, isObject, type Json, type JsonObject, lookUp, objectOf } from "../../stack/json";
import { namesIn } from "../../stack/references";
import { readVariables } from "../../stack/stack";
import { isLiteral } from "../../stack/template";
import { type Draft, mapValues, moved } from "./draft";

/**
 * The draft with a variable in place of what says where things are or whose they are, such as a region, where the whole
 * stack has one value for it. Two values may be two things, and so may be two sizes that are equal today.
 */
export function withVariables(draft: Draft): Draft {
  // Tags first: their members are no values of their own where all of them are one.
  const tagged = replaced(draft, (name, value) => name === "tags" && isObject(value));
  return replaced(tagged, isConstant);
}

function replaced(draft: Draft, isMeant: (name: string, value: Json) => boolean): Draft {
  const { sections, locals } = draft.stack;
  const declared = objectOf(sections.variable);
  const variables: Record<string, JsonObject> = {};
  const values: Record<string, Json> = {};
  const written = new Map<string, string>();
  for (const [name, found] of valuesIn(sections, isMeant)) {
    const [{ text }, ...others] = found;
    const value: Json = JSON.parse(text);
    const declaration = declarationOf(name, value);
    if (others.length === 0 || others.some((other) => other.text !== text)) {
      continue;
    }
    const isTyped = found.every((one) => one.isTyped);
    if (declaration !== undefined && isTyped && lookUp(declared, name) === undefined) {
      variables[name] = declaration;
      written.set(`${name} ${text}`, `\${var.${name}}`);
    } else if ((isTyped ? readsVariablesOnly(value) : declaration !== undefined) && !locals.has(name)) {
      values[name] = value;
      written.set(`${name} ${text}`, `\${local.${name}}`);
    }
  }
  if (written.size === 0) {
    return draft;
  }
  const changed = mapValues(sections, (value, path) =>
    path[0] === "locals" ? undefined : written.get(`${path[path.length - 1]} ${JSON.stringify(value)}`),
  );
  const own = {
    ...(Object.keys(values).length > 0 && { locals: { ...objectOf(changed.locals), ...values } }),
    ...(Object.keys(variables).length > 0 && { variable: { ...declared, ...variables } }),
  };
  return moved(draft, { ...changed, ...own }, new Map());
}

/** The value of an argument at one place. */
interface Found {
  readonly text: string;
  /** Whether the provider gives the value its type. Elsewhere, a map of a variable may be another value than an object. */
  readonly isTyped: boolean;
}

/** The values that an argument has in a stack, one for each place, by the name of the argument. */
function valuesIn(
  sections: JsonObject,
  isMeant: (name: string, value: Json) => boolean,
): ReadonlyMap<string, readonly Found[]> {
  const found: [string, Found][] = [];
  mapValues(sections, (value, path) => {
    const [section, name] = [path[0], path[path.length - 1]];
    // Local values have names of their own.
    if (section !== "locals" && PARAMETERS.includes(name) && isMeant(name, value)) {
      const isOwn = section === "provider" || (section !== "module" && path.length === OWN);
      found.push([name, { text: JSON.stringify(value), isTyped: typeof value === "string" || isOwn }]);
    }
    return undefined;
  });
  return collected(found);
}

/** The length of the path of an argument of a resource. Within one, values of any type may be. */
const OWN = 4;

/** Parameters that are lists, whose elements are nothing by themselves. */
const LISTS = /_ids$/;

/** A text without expressions, or a list of such. */
function isConstant(name: string, value: Json): boolean {
  return LISTS.test(name) ? isList(value) && value.length > 0 && value.every(isLiteral) : isLiteral(value);
}

function readsVariablesOnly(value: Json): boolean {
  const names = [...namesIn(value)];
  return names.length > 0 && names.every((name) => name.startsWith("var."));
}

function typeOf(value: Json): string {
  if (isList(value)) {
    return "list(string)";
  }
  return isObject(value) ? "map(string)" : "string";
}

/** Undefined for what everybody would read in the default, and for a text that a default would have in other letters. */
function declarationOf(name: string, value: Json): JsonObject | undefined {
  const isMap = isObject(value) && entries(value).length > 0 && entries(value).flat().every(isLiteral);
  const declaration = { type: typeOf(value), default: value };
  const [variable] = readVariables({ [name]: declaration });
  return (isObject(value) && !isMap) || isSecretInput(variable) || /\{\{|[$%]\{/.test(JSON.stringify(value))
    ? undefined
    : declaration;
}
