import type { BlockSchema } from "../providers/schema";
import { isList, isObject, type Json, type JsonObject, lookUp, objectOf, withParts } from "../stack/json";
import type { Members } from "../stack/members";
import { childAt, type Path } from "./path";

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

/** The members of a value as a plan shows it, each by itself. None where it is no object, or marked as a whole. */
export function shownMembers(value: Json, unknown: Json | undefined, sensitive: Json | undefined): Members {
  const isUnmarked = hasNone(unknown) && hasNone(sensitive);
  if (sensitive === true || unknown === true || isList(value) || (isList(unknown) && !isUnmarked)) {
    return { names: () => [], member: () => undefined };
  }
  const [values, unknowns, marks] = [value, isUnmarked ? {} : unknown, sensitive].map(objectOf);
  return {
    names: () => [...new Set([...Object.keys(values), ...Object.keys(unknowns)])].sort(),
    member: (name) => {
      const [after, unknownAfter] = [lookUp(values, name), lookUp(unknowns, name)];
      return after === undefined && unknownAfter === undefined
        ? undefined
        : shown(after ?? null, unknownAfter, lookUp(marks, name));
    },
  };
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
