import { isObject, type Json } from "../mocked/json";

export const UNKNOWN = "(known after apply)";
export const SENSITIVE = "(sensitive value)";
export const WRITE_ONLY = "(write-only value)";

/** A value as a plan shows it: the plan's own marks decide what is hidden and what is unknown. */
export function shown(value: unknown, unknown: unknown, sensitive: unknown): unknown {
  if (sensitive === true) {
    return value === null && unknown !== true ? null : SENSITIVE;
  }
  if (unknown === true) {
    return UNKNOWN;
  }
  if (Array.isArray(value) || Array.isArray(unknown)) {
    const length = Math.max(listOf(value).length, listOf(unknown).length);
    return Array.from({ length }, (_, index) =>
      shown(listOf(value)[index] ?? null, listOf(unknown)[index], listOf(sensitive)[index]),
    );
  }
  if (isObject(value) || isObject(unknown)) {
    const names = [...new Set([...Object.keys(objectOf(value)), ...Object.keys(objectOf(unknown))])].sort();
    const of = (name: string) => shown(objectOf(value)[name] ?? null, objectOf(unknown)[name], objectOf(sensitive)[name]);
    return Object.fromEntries(names.map((name) => [name, of(name)]));
  }
  return value ?? null;
}

/** Marks what mocks made up as unknown: OpenTofu's know at plan time what the real provider will only tell afterwards. */
export function withoutMadeUp(value: unknown, texts: ReadonlySet<string>): unknown {
  if (Array.isArray(value)) {
    return value.map((element) => withoutMadeUp(element, texts));
  }
  if (isObject(value)) {
    return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, withoutMadeUp(part, texts)]));
  }
  return typeof value === "string" && [...texts].some((text) => value.includes(text)) ? UNKNOWN : value;
}

/** Marks as unknown what the provider computes for a block, and leaves out what is nothing. */
export function withComputed(values: Json, configuration: Json, schema: Json, isNew: boolean): Json {
  const result: Json = {};
  for (const [name, value] of Object.entries(values)) {
    const attribute = schema.attributes?.[name];
    const block = schema.block_types?.[name]?.block;
    const isSet = configuration[name] !== undefined && configuration[name] !== null;
    if (attribute?.write_only && isSet) {
      result[name] = WRITE_ONLY;
    } else if (attribute?.computed && !isSet && isNew) {
      result[name] = attribute.sensitive ? SENSITIVE : UNKNOWN;
    } else if (block !== undefined && Array.isArray(value)) {
      const parts = value.map((part, index) => withComputed(part, partOf(configuration[name], index), block, isNew));
      if (parts.length > 0) {
        result[name] = parts;
      }
    } else if (block !== undefined && isObject(value)) {
      result[name] = withComputed(value, partOf(configuration[name], 0), block, isNew);
    } else if (value !== null) {
      result[name] = value;
    }
  }
  return result;
}

/** Where something is in a value: names of arguments and places in lists. */
export type Path = readonly (string | number)[];

/** The innermost places where two values differ. */
export function differences(before: unknown, after: unknown, path: Path = []): Path[] {
  if (isObject(before) && isObject(after)) {
    const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
    return names.flatMap((name) => differences(before[name], after[name], [...path, name]));
  }
  if (Array.isArray(before) && Array.isArray(after) && before.length === after.length && before.every(isObject)) {
    return before.flatMap((part, index) => differences(part, after[index], [...path, index]));
  }
  return JSON.stringify(before ?? null) === JSON.stringify(after ?? null) ? [] : [path];
}

/** What is at a place, or the mark that hides it. A block may stand in a list of one or alone. */
export function at(value: unknown, path: Path): unknown {
  return (
    path.reduce<unknown>((part, name) => {
      if (part === UNKNOWN || part === SENSITIVE) {
        return part;
      }
      return Array.isArray(part) ? part[Number(name)] : name === 0 ? part : objectOf(part)[name];
    }, value) ?? null
  );
}

/** A place as people write it, such as `metadata[0].name`. */
export function printedPath(path: Path): string {
  const printed = (part: string, index: number) =>
    /^[\w-]+$/.test(part) ? `${index === 0 ? "" : "."}${part}` : `[${JSON.stringify(part)}]`;
  return path.map((part, index) => (typeof part === "number" ? `[${part}]` : printed(part, index))).join("");
}

function partOf(configuration: unknown, index: number): Json {
  return objectOf(Array.isArray(configuration) ? configuration[index] : configuration);
}

function objectOf(value: unknown): Json {
  return isObject(value) ? value : {};
}

function listOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}
