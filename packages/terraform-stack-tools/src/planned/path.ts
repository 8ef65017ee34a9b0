import { isList, isObject, type Json, objectOf } from "../stack/json";

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

/**
 * The part of a value at one step of a path, null where there is none. A block may be in a list of one or by itself.
 */
export function childAt(parent: Json, name: string | number): Json {
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
