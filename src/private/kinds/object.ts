import { Construct, type Node } from "constructs";
import type { Place } from "../fail";
import { type Kind, type Refusal, refuse } from "./kind";
import { text } from "./text";

/** How to read some members of an object. */
type Members<T> = { readonly [Name in keyof T]?: Kind<T[Name]> };

const MISSING = { must: "be there", repair: "implement all that the interface requires" };

/**
 * Whatever has these members, since users implement our interfaces. Of those, only what costs nothing is read: other
 * getters may add to the stack.
 */
export function object<T extends object>(
  refusal: Refusal,
  names: readonly (keyof T)[],
  members: Members<T> = {},
): Kind<T> {
  return (place, property, given) => {
    if (typeof given !== "object" || given === null || !names.every((name) => name in given)) {
      return refuse(place, property, given, refusal);
    }
    for (const name in members) {
      const [inner, value] = [`${property}.${name}`, given[name] ?? undefined];
      if (value === undefined && names.includes(name)) {
        refuse(place, inner, value, MISSING);
      }
      members[name]?.(place, inner, value);
    }
    return given;
  };
}

const IN_TREE = { must: "be the node of a construct", repair: "extend Construct, or pass the node of one" };

/** With a root, which says that it is in the tree of an app. */
export const node: Kind<Node> = (place, property, given) =>
  Construct.isConstruct(Object(given).root) ? (given as Node) : refuse(place, property, given, IN_TREE);

/** A text without which nothing can be referred to. */
export const name: Kind<string> = (place, property, given) =>
  text(place, property, given) || refuse(place, property, given, { must: "not be empty", repair: "return its value" });

const METHOD = { must: "be a method", repair: "implement it" };

/** The method of an interface, which takes more arguments than can be checked. */
export function method<T>(place: Place, property: string, given: T | null | undefined): T {
  return typeof given === "function" ? given : refuse(place, property, given, METHOD);
}
