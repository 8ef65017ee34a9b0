import type { JsonObject } from "../../stack/json";
import type { Stack } from "../../stack/stack";

/** A stack and, for an update, the earlier version of it. */
export interface Versions<T> {
  readonly existing?: T;
  readonly changed: T;
}

export type Version = keyof Versions<unknown>;

/** How messages call them. */
export const VERSION_NAMES: Readonly<Record<Version, string>> = {
  existing: "the existing version of the stack",
  changed: "the stack",
};

export function mapVersions<T, U>(versions: Versions<T>, map: (value: T, version: Version) => U): Versions<U> {
  const changed = map(versions.changed, "changed");
  return versions.existing === undefined ? { changed } : { existing: map(versions.existing, "existing"), changed };
}

/** The earlier version first. */
export function allVersions<T>({ existing, changed }: Versions<T>): readonly T[] {
  return existing === undefined ? [changed] : [existing, changed];
}

/** A version of a stack that can be planned without a cloud. */
export interface Plannable {
  /** As it was read. */
  readonly source: Stack;
  /** Without whatever mocks cannot plan. */
  readonly stack: Stack;
  /** The values of its variables. Variables without one keep their defaults. */
  readonly variables: JsonObject;
}
