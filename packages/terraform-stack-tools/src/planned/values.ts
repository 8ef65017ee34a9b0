import type { BlockSchema } from "../providers/initialized-folder";
import { isList, isObject, type Json, type JsonObject, objectOf, withParts } from "../stack/json";

/** The argument with which each block of a plan that is made here tells its address. No provider has one of this name. */
export const ADDRESS_ARGUMENT = "stack_tools_address";

export const UNKNOWN = "(known after apply)";
export const SENSITIVE = "(sensitive value)";
const WRITE_ONLY = "(write-only value)";

/**
 * What only the cloud knows: it was chosen when the earlier version was applied, or it is looked up.
 * @param source the one reference that the value comes from, where there is one
 */
export function unknownOffline(source?: string): string {
  return source === undefined || /[()]/.test(source) ? "(unknown offline)" : `(unknown offline: ${source})`;
}

export function isUnknownOffline(value: Json): boolean {
  return value === unknownOffline() || sourceOf(value) !== undefined;
}

/** The reference that a value comes from which only the cloud knows. */
export function sourceOf(value: Json | undefined): string | undefined {
  return isInParentheses(value) ? /^\(unknown offline: ([^()]+)\)$/.exec(value)?.[1] : undefined;
}

/** Whether a text has a mark in it of what only the cloud knows, or is a mark. */
export function isMarked(text: string): boolean {
  return text.includes("(unknown offline") || isMark(text);
}

/** What takes the place of a value. */
interface Gap {
  /** What the value comes from, as a template; undefined where nothing tells it. */
  readonly template: string | undefined;
}

/** A text as it is known, with a gap for each mark. */
export function partsOf(text: string): (string | Gap)[] {
  if (isMark(text) && sourceOf(text) === undefined) {
    return [{ template: undefined }];
  }
  const parts = text.split(/(\(unknown offline(?:: [^()]+)?\))/);
  return parts.map((part, index) => {
    const source = sourceOf(part);
    return index % 2 === 0 ? part : { template: source && `\${${source}}` };
  });
}

/** Every mark is. Most values are not, which one letter tells. */
function isInParentheses(value: Json | undefined): value is string {
  return typeof value === "string" && value.startsWith("(");
}

/** Whether something takes the place of a value that a plan hides or does not know. */
export function isMark(value: Json): boolean {
  return (
    isInParentheses(value) &&
    (value === UNKNOWN || value === SENSITIVE || value === WRITE_ONLY || isUnknownOffline(value))
  );
}

/**
 * A value as a plan shows it.
 * @param unknown the plan's marks of values that are known after apply
 * @param sensitive the plan's marks of sensitive values
 */
export function shown(value: Json | undefined, unknown: Json | undefined, sensitive: Json | undefined): Json {
  if (sensitive === true) {
    return value === null && unknown !== true ? null : SENSITIVE;
  }
  if (unknown === true) {
    return UNKNOWN;
  }
  if (hasNone(unknown) && hasNone(sensitive)) {
    return inOrder(value ?? null);
  }
  if (isList(value) || isList(unknown)) {
    const [values, unknowns, marks] = [value, unknown, sensitive].map(elementsOf);
    const longest = unknowns.length > values.length ? unknowns : values;
    return longest.map((_, index) => shown(values[index] ?? null, unknowns[index], marks[index]));
  }
  if (isObject(value) || isObject(unknown)) {
    const [values, unknowns, marks] = [value, unknown, sensitive].map(objectOf);
    const names = [...new Set([...Object.keys(values), ...Object.keys(unknowns)])].sort();
    return Object.fromEntries(names.map((name) => [name, shown(values[name] ?? null, unknowns[name], marks[name])]));
  }
  return value ?? null;
}

/** Whether no place is marked: engines print objects and lists for what contains none. */
export function hasNone(marks: Json | undefined): boolean {
  if (isList(marks)) {
    return marks.every(hasNone);
  }
  return isObject(marks) ? Object.values(marks).every(hasNone) : marks !== true;
}

/** With names in order, as engines print them anyway. */
function inOrder(value: Json): Json {
  const parts = withParts(value, inOrder);
  if (!isObject(parts)) {
    return parts;
  }
  const names = Object.keys(parts);
  return names.every((name, index) => index === 0 || names[index - 1] < name)
    ? parts
    : Object.fromEntries(names.sort().map((name) => [name, parts[name]]));
}

function elementsOf(value: Json | undefined): readonly Json[] {
  return isList(value) ? value : [];
}

/**
 * A value in which what the provider left open is marked. The value itself is made up.
 * @param open the places
 * @param isMade whether the value at a place is the made-up one
 */
export function withOpen(value: Json, open: readonly Path[], isMade: (path: Path) => boolean): Json {
  const tops = open.filter(isMade);
  return tops.reduce((rest: Json, path) => replacedAt(rest, path), value);
}

function replacedAt(value: Json, [name, ...rest]: Path): Json {
  if (name === undefined) {
    return value === null || value === UNKNOWN || value === SENSITIVE ? value : unknownOffline();
  }
  if (isList(value)) {
    return value.map((element, index) => (index === name ? replacedAt(element, rest) : element));
  }
  return isObject(value) && String(name) in value ? { ...value, [name]: replacedAt(value[String(name)], rest) } : value;
}

/**
 * The values of a resource without what is not set: null, and empty lists of blocks. Write-only arguments, which a plan
 * shows as null, are marked where the configuration sets them.
 */
export function withoutUnset(values: JsonObject, configuration: JsonObject, schema: BlockSchema): JsonObject {
  const members = Object.entries(values).map(([name, value]): [string, Json] => {
    const block = schema.block_types?.[name]?.block;
    const set = configuration[name] ?? null;
    const isWriteOnly = schema.attributes?.[name]?.write_only === true && set !== null;
    const given = block === undefined ? value : blocksWithoutUnset(value, set, block);
    return [name, isWriteOnly ? WRITE_ONLY : given];
  });
  return Object.fromEntries(members.filter(([, value]) => value !== null));
}

function blocksWithoutUnset(value: Json, configuration: Json, schema: BlockSchema): Json {
  const block = (part: Json, index: number) => {
    const body = isList(configuration) ? configuration[index] : configuration;
    return isObject(part) ? withoutUnset(part, objectOf(body), schema) : part;
  };
  if (isList(value)) {
    return value.length === 0 ? null : value.map(block);
  }
  return block(value, 0);
}

/** The value at a path, or the mark that hides it; null where there is none. */
export function shownAt(value: Json, [name, ...rest]: Path): Json {
  return name === undefined || isMark(value) ? value : shownAt(childAt(value, name), rest);
}

/** A provider may write an argument that is not set as null, and as an empty text, list or object. */
export function isUnset(value: Json): boolean {
  return value === null || value === "" || (typeof value === "object" && Object.keys(value).length === 0);
}

/** The place of something in a value: names of arguments and positions in lists. */
export type Path = readonly (string | number)[];

/** The innermost places where two values differ. */
export function differences(before: Json | undefined, after: Json | undefined, path: Path = []): Path[] {
  if (before === after) {
    return [];
  }
  if (isObject(before) && isObject(after)) {
    const names = new Set([...Object.keys(before), ...Object.keys(after)]);
    // Most are the same, and need no path.
    const others = [...names].filter((name) => before[name] !== after[name]).sort();
    return others.flatMap((name) => differences(before[name], after[name], [...path, name]));
  }
  if (isList(before) && isList(after) && before.length === after.length && before.every(isObject)) {
    return before.flatMap((part, index) => differences(part, after[index], [...path, index]));
  }
  return JSON.stringify(before ?? null) === JSON.stringify(after ?? null) ? [] : [path];
}

/** The part of a value at one step of a path, null where there is none. A block may be in a list of one or by itself. */
function childAt(parent: Json, name: string | number): Json {
  if (isList(parent)) {
    return parent[Number(name)] ?? null;
  }
  return name === 0 ? parent : (objectOf(parent)[name] ?? null);
}

/** A path as Terraform prints it, such as `metadata[0].name`. */
export function printPath(path: Path): string {
  return path.map(printPart).join("");
}

function printPart(part: string | number, index: number): string {
  if (typeof part === "number" || !/^[\w-]+$/.test(part)) {
    return `[${JSON.stringify(part)}]`;
  }
  return index === 0 ? part : `.${part}`;
}

/** Whether a place is one of some places or in one of them. */
export function isIn(path: Path, places: readonly Path[]): boolean {
  return places.some((place) => place.every((step, index) => path[index] === step));
}

/** An argument as Terraform prints it, or blocks for a list of objects. */
export function assigned(name: string, value: Json, indent: string): string[] {
  if (isList(value) && value.length > 0 && value.every(isObject)) {
    return value.flatMap((body) => block(name, body, indent));
  }
  return [`${indent}${name} = ${inline(value)}`];
}

function block(name: string, body: JsonObject, indent: string): string[] {
  const lines = Object.entries(body).flatMap(([key, value]) => assigned(key, value, `${indent}  `));
  return lines.length === 0 ? [`${indent}${name} {}`] : [`${indent}${name} {`, ...lines, `${indent}}`];
}

/** A value on one line. Marks of what is hidden or unknown have no quotes. */
export function inline(value: Json): string {
  if (isMark(value)) {
    return String(value);
  }
  if (isList(value)) {
    return `[${value.map(inline).join(", ")}]`;
  }
  if (isObject(value)) {
    const entries = Object.entries(value).map(([name, part]) => `${JSON.stringify(name)} = ${inline(part)}`);
    return entries.length === 0 ? "{}" : `{ ${entries.join(", ")} }`;
  }
  return JSON.stringify(value);
}
