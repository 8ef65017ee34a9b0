import { parseType, type Type } from "../../../stack/expression/type-expression";
import { isList, isObject, type Json } from "../../../stack/json";
import type { Variable } from "../../../stack/variable";
import { sampleOf } from "../sample";
import { emptinessOf, isConjunction, type TextCondition, textConditionsIn } from "../text-conditions";

/** Values that one validation of a variable refuses and its others accept, as far as they can be read. */
export function nearMissesOf(variable: Variable, index: number): Json[] {
  const { condition } = variable.validations[index];
  const { value, isCertain } = sampleOf(variable);
  if (!isCertain) {
    return [];
  }
  switch (emptinessOf(condition, variable.name)) {
    case "empty":
      return [isList(value) ? [] : emptied(value)];
    case "repeated":
      return repeated(value);
    case undefined:
      return textMisses(variable, index, value);
  }
}

function emptied(value: Json): Json {
  return isObject(value) ? {} : "";
}

/** The same element twice. */
function repeated(value: Json): Json[] {
  if (isList(value)) {
    return [[...value, ...value]];
  }
  return isObject(value)
    ? [{ ...value, ...Object.fromEntries(Object.values(value).map((one) => ["other", one])) }]
    : [];
}

function textMisses(variable: Variable, index: number, value: Json): Json[] {
  const { condition } = variable.validations[index];
  const [own, ...more] = textConditionsIn(condition);
  if (own === undefined || more.length > 0 || !isConjunction(condition)) {
    return [];
  }
  const others = variable.validations.flatMap(({ condition: other }, position) =>
    position === index ? [] : textConditionsIn(other).filter(({ attribute }) => attribute === own.attribute),
  );
  const type = parseType(variable.type);
  const text = textAt(type, value, own.attribute);
  return text === undefined
    ? []
    : missesOf(text, own, others).map((miss) => withText(type, value, own.attribute, miss));
}

/** The longest beginning that is too short, and the text with one letter too many at either end. */
function missesOf(text: string, own: TextCondition, others: readonly TextCondition[]): string[] {
  const isMiss = (miss: string): boolean => !own.accepts(miss) && others.every(({ accepts }) => accepts(miss));
  const shorter = Array.from(text, (_letter, length) => text.slice(0, length)).reverse();
  const misses = [shorter.find(isMiss), [`${text}!`, `${text} `].find(isMiss), [`!${text}`, ` ${text}`].find(isMiss)];
  return misses.filter((miss) => miss !== undefined);
}

/** The first text in the attributes of that name; without a name, the value itself or the first element. */
function textAt(type: Type, value: Json, member: string): string | undefined {
  const texts: string[] = [];
  mapTexts(type, value, member, (text) => {
    texts.push(text);
    return text;
  });
  return texts[0];
}

function withText(type: Type, value: Json, member: string, text: string): Json {
  return mapTexts(type, value, member, () => text);
}

function mapTexts(type: Type, value: Json, member: string, change: (text: string) => string, name = ""): Json {
  switch (type.name) {
    case "list":
    case "set":
      return isList(value) ? value.map((one) => mapTexts(type.element, one, member, change, name)) : value;
    case "map":
      return isObject(value)
        ? Object.fromEntries(
            Object.entries(value).map(([key, one]) => [key, mapTexts(type.element, one, member, change, name)]),
          )
        : value;
    case "object":
      return isObject(value)
        ? Object.fromEntries(
            type.attributes.flatMap(({ name: own, type: inner }) =>
              own in value ? [[own, mapTexts(inner, value[own], member, change, own)]] : [],
            ),
          )
        : value;
    default:
      return typeof value === "string" && name === member ? change(value) : value;
  }
}
