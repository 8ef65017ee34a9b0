import { Token } from "cdktf";
import { fail } from "../fail";
import { isTextToken, isToken, type Kind, type Refusal, refuse } from "./kind";

const NUMBER = { must: "be a number", repair: "write it without quotes, or pass Token.asNumber of a token" };

/** Its range is a rule of the property. */
export const number: Kind<number> = (place, property, given) => {
  const value: unknown = given;
  if (isToken(value)) {
    return Token.asNumber(value);
  }
  return typeof value === "number" ? value : refuse(place, property, value, NUMBER);
};

const FLAG = {
  must: "be true or false",
  repair: "write it without quotes, or pass `value` of a variable of type bool",
};

/** Terraform may decide it. */
export const flag: Kind<boolean> = (place, property, given) =>
  typeof given === "boolean" || isToken(given) ? given : refuse(place, property, given, FLAG);

const KNOWN_FLAG: Refusal = {
  must: "be true or false, since Terraform accepts no expression here",
  repair: "decide it when the stack is synthesized",
  see: "known-at-synth",
};

/** A boolean that Terraform takes as a literal only. */
export const knownFlag: Kind<boolean> = (place, property, given) =>
  typeof given === "boolean" ? given : refuse(place, property, given, KNOWN_FLAG);

export interface ChoiceOptions {
  /** Default: "use a value of the enumeration". */
  readonly repair?: string;
  /** Why the value may be unknown until plan. By default it may not, since it decides what is created. */
  readonly atPlan?: string;
}

/** A value of an enumeration. Of anything else, a default branch could make more than intended. */
export function oneOf<T extends string>(
  enumeration: { readonly [name: string]: T },
  options: ChoiceOptions = {},
): Kind<T> {
  const { repair = "use a value of the enumeration", atPlan } = options;
  const values = Object.values(enumeration);
  const must = `be one of ${values.join(", ")}`;
  return (place, property, given) => {
    if (
      given !== undefined &&
      given !== null &&
      (values.includes(given) || (atPlan !== undefined && isTextToken(given)))
    ) {
      return given;
    }
    if (isTextToken(given)) {
      return refuse(place, property, given, {
        must: `${must}, and known at synth, since it decides what is created`,
        repair,
        see: "known-at-synth",
      });
    }
    return typeof given === "string"
      ? fail(place, { property, must, got: given, repair })
      : refuse(place, property, given, { must, repair });
  };
}
