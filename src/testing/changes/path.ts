import { dynamicContent, isList, isObject, type Json, objectOf } from "../../terraform/json";

/** The place of something in a value: names of arguments and positions in lists. */
export type Path = readonly (string | number)[];

/** The innermost places where two values differ. */
export function differences(before: Json | undefined, after: Json | undefined, path: Path = []): Path[] {
  if (isObject(before) && isObject(after)) {
    const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
    return names.flatMap((name) => differences(before[name], after[name], [...path, name]));
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

/**
 * Whether a configuration determines the value at a path: by a value, by an expression on the way, or by a dynamic
 * block.
 */
export function isSetIn(body: Json | undefined, [name, ...rest]: Path): boolean {
  if (name === undefined || typeof body === "string") {
    return body !== null && body !== undefined;
  }
  if (typeof name === "number") {
    const only = name === 0 ? body : undefined;
    return isSetIn(isList(body) ? body[name] : only, rest);
  }
  const part = isList(body) ? body[0] : body;
  return isObject(part) && (dynamicContent(part, name) !== undefined || isSetIn(part[name], rest));
}
