import { Tokenization } from "cdktf";
import { Construct } from "constructs";
import type { Place } from "../fail";
import { type Kind, refuse } from "./kind";

/** A kind for each property of a struct, so that the compiler misses the one of a new property. */
export type Shape<P> = { readonly [Name in keyof P]-?: Kind<P[Name]> };

const OBJECT = { must: "be an object", repair: "pass the properties that are required" };

/** Reads all properties of a struct: null becomes undefined, tokens get the declared type, and the rest is refused. */
export function readProps<P extends object>(place: Place, given: P, shape: Shape<P>, path?: string): P {
  const isOther = typeof given !== "object" || given === null || Array.isArray(given) || Construct.isConstruct(given);
  if (isOther || Tokenization.reverse(given).length > 0) {
    refuse(place, path ?? "props", given, OBJECT);
  }
  const read: { -readonly [Name in keyof P]: P[Name] } = { ...given };
  for (const name in shape) {
    const value = shape[name](place, path === undefined ? name : `${path}.${name}`, given[name]);
    // Most are what they were, and writing those again is what takes the time here.
    if (value !== read[name]) {
      read[name] = value;
    }
  }
  return read;
}

/** A struct inside another. */
export function struct<P extends object>(shape: Shape<P>): Kind<P> {
  return (place, property, given) =>
    given === undefined || given === null
      ? refuse(place, property, given, OBJECT)
      : readProps(place, given, shape, property);
}
