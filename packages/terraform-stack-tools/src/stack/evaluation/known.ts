import { isObject, type Json } from "../json";

/** A value as far as a configuration alone tells: undefined takes the place of what only a plan tells. */
export type Known = null | boolean | number | string | KnownList | KnownObject;
export type KnownList = readonly (Known | undefined)[];

export interface KnownObject {
  readonly [name: string]: Known | undefined;
}

export function isKnownList(value: Known | undefined): value is KnownList {
  return Array.isArray(value);
}

export function isKnownObject(value: Known | undefined): value is KnownObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Whether nothing in a value is left to a plan. */
export function isWhole(value: Known | undefined): value is Json {
  if (isKnownList(value)) {
    return value.every(isWhole);
  }
  return isKnownObject(value) ? Object.values(value).every(isWhole) : value !== undefined;
}

/** The text that Terraform makes of a value; undefined where it makes none. */
export function textIn(value: Known | undefined): string | undefined {
  return ["boolean", "number", "string"].includes(typeof value) ? String(value) : undefined;
}

/** A member or an element. */
export function memberOf(value: Known | undefined, key: Known | undefined): Known | undefined {
  if (isKnownList(value)) {
    return typeof key === "number" || typeof key === "string" ? value[Number(key)] : undefined;
  }
  const name = textIn(key);
  return isKnownObject(value) && name !== undefined ? Object.getOwnPropertyDescriptor(value, name)?.value : undefined;
}

/** Whether two values are equal; undefined where only a plan tells. */
export function areEqual(left: Known | undefined, right: Known | undefined): boolean | undefined {
  return isWhole(left) && isWhole(right) ? print(left) === print(right) : undefined;
}

function print(value: Json): string {
  return JSON.stringify(value, (_key, child) =>
    isObject(child) ? Object.fromEntries(Object.entries(child).sort(([a], [b]) => (a < b ? -1 : 1))) : child,
  );
}
