import { type IResolvable, Token, Tokenization } from "cdktf";
import { Construct } from "constructs";
import { type Complaint, fail, type Place } from "../fail";

/**
 * Reads what was given for a property, or throws a sentence. Callers without a type checker pass anything, and null for
 * what they leave out, so no kind trusts the declared type.
 */
export type Kind<T = unknown> = (place: Place, property: string, given: unknown) => T;

export type Refusal = Pick<Complaint, "must" | "repair" | "see">;

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
function isToken(value: unknown): value is IResolvable {
  return Tokenization.isResolvable(value);
}

function isTextToken(value: unknown): boolean {
  return isToken(value) || (typeof value === "string" && Token.isUnresolved(value));
}

const STRING = { must: "be a string", repair: "write it in quotes, or pass Token.asString of a token" };

/** Nothing is read as an empty text, on which the rule of the property has its say. */
export const text: Kind<string> = (place, property, given) => {
  const value = given ?? "";
  if (typeof value === "string") {
    refuseHiddenTokens(place, property, value);
    return value;
  }
  return isToken(value) ? Token.asString(value) : refuse(place, property, value, STRING);
};

/** A text without which nothing can be referred to. */
export const name: Kind<string> = (place, property, given) =>
  text(place, property, given) || refuse(place, property, given, { must: "not be empty", repair: "return its value" });

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

const NUMBER = { must: "be a number", repair: "write it without quotes, or pass Token.asNumber of a token" };

/** Its range is a rule of the property. */
export const number: Kind<number> = (place, property, given) => {
  if (isToken(given)) {
    return Token.asNumber(given);
  }
  return typeof given === "number" ? given : refuse(place, property, given, NUMBER);
};

const FLAG = {
  must: "be true or false",
  repair: "write it without quotes, or pass `value` of a variable of type bool",
};

/** Terraform may decide it. */
export const flag: Kind = (place, property, given) =>
  typeof given === "boolean" || isToken(given) ? given : refuse(place, property, given, FLAG);

const KNOWN_FLAG: Refusal = {
  must: "be true or false, since Terraform accepts no expression here",
  repair: "decide it when the stack is synthesized",
  see: "known-at-synth",
};

/** A boolean that Terraform takes as a literal only. */
export const knownFlag: Kind<boolean> = (place, property, given) =>
  typeof given === "boolean" ? given : refuse(place, property, given, KNOWN_FLAG);

/** A value of an enumeration. Of anything else, a default branch could make more than intended. */
export function oneOf(values: readonly unknown[], isLeftToPlan = false, repair = "use a value of the enum"): Kind {
  const must = `be one of ${values.join(", ")}`;
  return (place, property, given) => {
    const isToken = isTextToken(given);
    if (values.includes(given) || (isToken && isLeftToPlan)) {
      return given;
    }
    if (isToken) {
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

const LIST = { must: "be a list", repair: "write it in brackets" };

/** Nothing is read as an empty list, on which the rule of the property has its say. */
export function listOf(kind: Kind): Kind {
  return (place, property, given) => {
    const list = given ?? [];
    // Unlike map(), Array.from does not pass over a hole.
    return Array.isArray(list)
      ? Array.from(list, (item, index) => kind(place, `${property}[${index}]`, item))
      : refuse(place, property, list, LIST);
  };
}

const TEXTS = { must: "be a list of strings", repair: "write it in brackets, or pass Token.asList of a token" };

/** Texts, or a token for the whole list, even one without a type such as `TerraformVariable.value`. */
export const texts: Kind = (place, property, given) => {
  const list = given ?? [];
  if (isTextToken(list)) {
    return Token.asList(list);
  }
  if (!Array.isArray(list)) {
    return refuse(place, property, list, TEXTS);
  }
  return Token.isUnresolved(list)
    ? list
    : Array.from(list, (item, index) => {
        const inner = `${property}[${index}]`;
        return text(place, inner, item ?? refuse(place, inner, item, STRING));
      });
};

const MAP: Refusal = {
  must: "be a map that is known at synth",
  repair: "write { name: value }",
  see: "known-at-synth",
};

const ENTRY = { must: "have a value", repair: "leave the key out" };

/** Values by names that the user has chosen. */
export function mapOf(kind: Kind): Kind {
  return (place, property, given) =>
    isRecord(given) && !isToken(given)
      ? readEntries(place, property, given, kind, ENTRY)
      : refuse(place, property, given, MAP);
}

const TEXT_MAP = { must: "be a map of strings", repair: 'write { key: "value" }' };

const VALUE = { must: "be a string", repair: "write it in quotes, or leave the key out" };

/** Texts by key, or a token for the whole map. */
export const textMap: Kind = (place, property, given) => {
  const isObject = typeof given === "object" && given !== null && !Array.isArray(given);
  if (isObject && (isToken(given) || Token.isUnresolved(given))) {
    return given;
  }
  return isRecord(given) ? readEntries(place, property, given, text, VALUE) : refuse(place, property, given, TEXT_MAP);
};

/** Whether it is written in braces: no list, date, construct or instance of another class. */
function isRecord(given: unknown): given is object {
  return typeof given === "object" && given !== null && [Object.prototype, null].includes(Object.getPrototypeOf(given));
}

function readEntries(place: Place, property: string, given: object, kind: Kind, missing: Refusal): object {
  const entries = Object.entries(given).map(([key, value]) => {
    const inner = `${property}.${key}`;
    return [key, kind(place, inner, value ?? refuse(place, inner, value, missing))];
  });
  return Object.fromEntries(entries);
}
