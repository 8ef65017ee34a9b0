import { Token } from "cdktf";
import { isTextToken, isToken, type Kind, type Refusal, refuse } from "./kind";
import { STRING, text } from "./text";

const LIST = { must: "be a list", repair: "write it in brackets" };

/** Nothing is read as an empty list, on which the rule of the property has its say. */
export function listOf<T>(kind: Kind<T>): Kind<T[]> {
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
export const texts: Kind<string[]> = (place, property, given) => {
  const list: unknown = given ?? [];
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

/** Values by names that the user has chosen. */
export function mapOf<T>(kind: Kind<T>): Kind<{ [name: string]: T }> {
  return (place, property, given) => {
    if (typeof given !== "object" || given === null || isToken(given) || !isRecord(given)) {
      return refuse(place, property, given, MAP);
    }
    return Object.fromEntries(
      Object.entries(given).map(([name, value]) => {
        const inner = `${property}.${name}`;
        return [name, kind(place, inner, value ?? refuse(place, inner, value, ENTRY))];
      }),
    );
  };
}

const ENTRY = { must: "have a value", repair: "leave the key out" };

/** Whether it is written in braces: no list, date, construct or instance of another class. */
function isRecord(given: object): boolean {
  return [Object.prototype, null].includes(Object.getPrototypeOf(given));
}

const TEXT_MAP = { must: "be a map of strings", repair: 'write { key: "value" }' };

const VALUE = { must: "be a string", repair: "write it in quotes, or leave the key out" };

/** Texts by key, or a token for the whole map. */
export const textMap: Kind<{ [key: string]: string }> = (place, property, given) => {
  if (typeof given !== "object" || given === null || Array.isArray(given)) {
    return refuse(place, property, given, TEXT_MAP);
  }
  if (isToken(given) || Token.isUnresolved(given)) {
    return given;
  }
  if (!isRecord(given)) {
    return refuse(place, property, given, TEXT_MAP);
  }
  return Object.fromEntries(
    Object.entries(given).map(([key, value]) => {
      const inner = `${property}.${key}`;
      return [key, text(place, inner, value ?? refuse(place, inner, value, VALUE))];
    }),
  );
};
