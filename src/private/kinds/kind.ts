import { type IResolvable, Token, Tokenization } from "cdktf";
import { Construct } from "constructs";
import { type Complaint, fail, type Place } from "../fail";

/**
 * Reads what was given for a property, or throws a sentence. Callers without a type checker pass anything, and null for
 * what they leave out, so no kind trusts the declared type.
 */
export type Kind<T> = (place: Place, property: string, given: T | null | undefined) => T;

export type Refusal = Pick<Complaint, "must" | "repair" | "see">;

/** A property that may be left out. */
export function optional<T>(kind: Kind<T>): Kind<T | undefined> {
  return (place, property, given) => (given === undefined || given === null ? undefined : kind(place, property, given));
}

/** Tells what was given without its value, which may be a secret. */
export function refuse(place: Place, property: string, given: unknown, refusal: Refusal): never {
  return fail(place, { property, ...refusal, got: describe(given) });
}

function describe(value: unknown): string {
  if (value === undefined || value === null) {
    return "nothing";
  }
  if (Token.isUnresolved(value)) {
    return "a token";
  }
  if (Array.isArray(value)) {
    return "a list";
  }
  if (Construct.isConstruct(value)) {
    return `the construct ${value.node.path}`;
  }
  return typeof value === "object" ? "an object" : `a ${typeof value}`;
}

/** A token that is neither a text nor a number nor a list, such as `TerraformVariable.value`. */
export function isToken(value: unknown): value is IResolvable {
  return Tokenization.isResolvable(value);
}

export function isTextToken(value: unknown): boolean {
  return isToken(value) || (typeof value === "string" && Token.isUnresolved(value));
}
