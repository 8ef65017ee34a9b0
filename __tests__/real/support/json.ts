export type Json = null | boolean | number | string | readonly Json[] | JsonObject;

export interface JsonObject {
  readonly [name: string]: Json;
}

export function isContainer(value: Json | undefined): value is JsonObject | readonly Json[] {
  return typeof value === "object" && value !== null;
}

export function isObject(value: Json | undefined): value is JsonObject {
  return isContainer(value) && !Array.isArray(value);
}

/** One object with the members of several, merged at every depth. */
export function merge(...objects: readonly JsonObject[]): JsonObject {
  const merged: { [name: string]: Json } = {};
  for (const [name, value] of objects.flatMap((object) => Object.entries(object))) {
    const present = merged[name];
    merged[name] = isObject(present) && isObject(value) ? merge(present, value) : value;
  }
  return merged;
}

/** The paths at which two values differ, such as `default_node_pool.0.node_count`. */
export function differences(before: Json, after: Json, path: readonly string[] = []): string[] {
  if (!isContainer(before) || !isContainer(after)) {
    return JSON.stringify(before) === JSON.stringify(after) ? [] : [path.join(".")];
  }
  const [old, next] = [new Map(Object.entries(before)), new Map(Object.entries(after))];
  const names = new Set([...old.keys(), ...next.keys()]);
  return [...names].flatMap((name) => differences(old.get(name) ?? null, next.get(name) ?? null, [...path, name]));
}
