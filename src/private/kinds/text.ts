import { Token, Tokenization } from "cdktf";
import { fail, type Place } from "../fail";
import { isToken, type Kind, type Refusal, refuse } from "./kind";

export const STRING = { must: "be a string", repair: "write it in quotes, or pass Token.asString of a token" };

/** Nothing is read as an empty text, on which the rule of the property has its say. */
export const text: Kind<string> = (place, property, given) => {
  const value: unknown = given ?? "";
  if (isToken(value)) {
    return Token.asString(value);
  }
  if (typeof value !== "string") {
    return refuse(place, property, value, STRING);
  }
  refuseHiddenTokens(place, property, value);
  return value;
};

const KNOWN: Refusal = {
  must: "be known at synth",
  repair: "write it in the code, or pass it as context",
  see: "known-at-synth",
};

/** A text that Terraform takes as a literal only. */
export const knownText: Kind<string> = (place, property, given) => {
  const value = text(place, property, given);
  return Token.isUnresolved(value) ? refuse(place, property, value, KNOWN) : value;
};

/** cdktf represents tokens of numbers and lists by numbers and letters that it does not recognize inside a text. */
function refuseHiddenTokens(place: Place, property: string, value: string): void {
  const numbers = value.includes("e+") ? value.match(/-?\d(\.\d+)?e\+\d+/g) : undefined;
  if (numbers?.some((number) => Tokenization.reverseNumber(Number(number)) !== undefined)) {
    fail(place, {
      property,
      must: "not contain a number that is unknown until plan",
      repair: "use a variable of type string, or Token.asString of the number",
    });
  }
  if (value.includes("#{TfToken[")) {
    fail(place, {
      property,
      must: "not contain a list that is unknown until plan",
      repair: "use a variable of type string, or Fn.join of the list",
    });
  }
}
