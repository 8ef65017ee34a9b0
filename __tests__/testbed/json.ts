import { isObject, type Json, type JsonObject } from "../../packages/terraform-stack-tools/src/stack/json";

/** An object some of whose members may be missing. */
export interface Draft {
  readonly [name: string]: Json | undefined;
}

/** The members that are there. JSON has no `undefined`. */
export function present(draft: Draft): JsonObject {
  const members = Object.entries(draft).flatMap(([name, value]): [string, Json][] =>
    value === undefined ? [] : [[name, value]],
  );
  return Object.fromEntries(members);
}

/** The value, or the other one where there is none. Azure reads null as none. */
export function or(value: Json | undefined, other: Json): Json {
  return value ?? other;
}

/** One object with the members of both, those of the second one in the place of the first one's, at every depth. */
export function merged(object: JsonObject, over: JsonObject): JsonObject {
  const members = Object.entries(over).map(([name, value]): [string, Json] => {
    const there = object[name];
    return [name, isObject(there) && isObject(value) ? merged(there, value) : value];
  });
  return { ...object, ...Object.fromEntries(members) };
}
