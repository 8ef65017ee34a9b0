import type { Json, JsonObject } from "../../../stack/json";
import type { KnownBlockType } from "../../catalogue/block-types";

export type Arguments = JsonObject;

/** Arguments, of which some may not be known. */
export type Members = Readonly<Record<string, Json | undefined>>;

/** How a general resource is written as one that is made for what it creates. */
export interface Translation {
  readonly type: KnownBlockType;
  /** Of arguments as configured, or of values as planned: what is not known is left out. */
  readonly convert: (given: Arguments) => Arguments;
}

/** Without the members that nobody knows. */
export function known(members: Members): Arguments {
  return Object.fromEntries(
    Object.entries(members).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}
