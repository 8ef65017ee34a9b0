import { PARAMETERS } from "../../../knowledge/catalogue/arguments";
import { isSecretInput } from "../../../knowledge/secrets/secret-scan";
import { entries, isList, isObject, type Json, type JsonObject, lookUp, objectOf } from "../../../stack/json";
import { namesIn } from "../../../stack/references";
import { readVariables } from "../../../stack/stack";
import { isLiteral } from "../../../stack/template";
import { type Draft, moved } from "../draft";
import { mapValues } from "./places";

/** The draft with a variable in place of each value that several blocks have and that environments differ in. */
export function withVariables(draft: Draft): Draft {
  // Tags first: their members are no values of their own where all of them are one.
  const tagged = withLocalTags(replaced(draft, isObject));
  return replaced(replaced(tagged, isList), (value) => !isObject(value) && !isList(value));
}

/** Tags with expressions, which no default can have, as a local value. */
function withLocalTags(draft: Draft): Draft {
  const { sections, locals } = draft.stack;
  const counts = new Map<string, number>();
  const isOpen = (value: Json, path: readonly string[]) =>
    path[0] !== "locals" && path[path.length - 1] === "tags" && isObject(value) && readsVariablesOnly(value);
  mapValues(sections, (value, path) => {
    const text = JSON.stringify(value);
    counts.set(text, (counts.get(text) ?? 0) + Number(isOpen(value, path)));
    return undefined;
  });
  const [text, count] = [...counts].reduce((most, one) => (one[1] > most[1] ? one : most), ["", 0]);
  if (count < 2 || locals.has("tags")) {
    return draft;
  }
  const changed = mapValues(sections, (value, path) =>
    isOpen(value, path) && JSON.stringify(value) === text ? "${local.tags}" : undefined,
  );
  const local = { ...objectOf(changed.locals), tags: JSON.parse(text) };
  return moved(draft, { ...changed, locals: local }, new Map());
}

function readsVariablesOnly(value: Json): boolean {
  const names = [...namesIn(value)];
  return names.length > 0 && names.every((name) => name.startsWith("var."));
}

function replaced(draft: Draft, isMeant: (value: Json) => boolean): Draft {
  const { sections } = draft.stack;
  const declared = objectOf(sections.variable);
  const chosen = new Map<string, { readonly text: string; readonly declaration: JsonObject }>();
  for (const [name, counts] of countsIn(sections, isMeant)) {
    const [text, count] = [...counts].reduce((most, one) => (one[1] > most[1] ? one : most));
    const declaration = declarationOf(name, JSON.parse(text));
    if (count > 1 && lookUp(declared, name) === undefined && declaration !== undefined) {
      chosen.set(name, { text, declaration });
    }
  }
  if (chosen.size === 0) {
    return draft;
  }
  const changed = mapValues(sections, (value, path) => {
    const name = path[path.length - 1];
    return chosen.get(name)?.text === JSON.stringify(value) ? `\${var.${name}}` : undefined;
  });
  const variables = [...chosen].map(([name, { declaration }]) => [name, declaration]);
  return moved(draft, { ...changed, variable: { ...declared, ...Object.fromEntries(variables) } }, new Map());
}

/** How often each value of an argument is there, by the name of the argument. */
function countsIn(
  sections: JsonObject,
  isMeant: (value: Json) => boolean,
): ReadonlyMap<string, ReadonlyMap<string, number>> {
  const counts = new Map<string, Map<string, number>>();
  mapValues(sections, (value, path) => {
    const name = path[path.length - 1];
    // A block has keys of its own choice in collections, and local values have names of their own.
    if (path[0] !== "locals" && lookUp(PARAMETERS, name) !== undefined && isMeant(value) && isConstant(name, value)) {
      const own = counts.get(name) ?? new Map<string, number>();
      const text = JSON.stringify(value);
      counts.set(name, own.set(text, (own.get(text) ?? 0) + 1));
    }
    return undefined;
  });
  return counts;
}

/** A number, a text without expressions, a list of such, or tags, which are a map of them. */
function isConstant(name: string, value: Json): boolean {
  if (isObject(value)) {
    return name === "tags" && entries(value).length > 0 && entries(value).every(isConstantMember);
  }
  if (isList(value) || LISTS.test(name)) {
    return LISTS.test(name) && isList(value) && value.length > 0 && value.every(isLiteral);
  }
  return typeof value === "number" || isLiteral(value);
}

/** Parameters that are lists, whose elements are nothing by themselves. */
const LISTS = /_(ids|zones)$/;

function isConstantMember([key, value]: [string, Json]): boolean {
  return isLiteral(key) && isLiteral(value);
}

function typeOf(value: Json): string {
  if (isList(value)) {
    return "list(string)";
  }
  return isObject(value) ? "map(string)" : typeof value;
}

/** Undefined for what everybody would read in the default, and for a text that a default would have in other letters. */
function declarationOf(name: string, value: Json): JsonObject | undefined {
  const type = typeOf(value);
  const declaration = { type, description: lookUp(PARAMETERS, name) ?? "", default: value };
  const [variable] = readVariables({ [name]: declaration });
  return isSecretInput(variable) || JSON.stringify(value).includes("{{") || /[$%]\{/.test(JSON.stringify(value))
    ? undefined
    : declaration;
}
