import { entries, isList, isObject, type Json, type JsonObject, objectOf } from "../../stack/json";

/** Sections in which every text is a template. Others have addresses and literals. */
const TEMPLATES: readonly string[] = [
  "provider",
  "locals",
  "data",
  "ephemeral",
  "resource",
  "module",
  "check",
  "output",
];

/** Arguments with a syntax of their own, wherever they are. */
const OTHERS: readonly string[] = ["depends_on", "provider", "providers", "source", "version", "description"];

/** Sections with other texts in place of those that are templates. */
export function mapTexts(sections: JsonObject, change: (text: string) => string): JsonObject {
  const inValue = (value: Json): Json => {
    if (typeof value === "string") {
      return change(value);
    }
    if (isList(value)) {
      return value.map(inValue);
    }
    return isObject(value) ? members(value) : value;
  };
  const members = (value: JsonObject): JsonObject =>
    Object.fromEntries(entries(value).map(([name, child]) => [name, OTHERS.includes(name) ? child : inValue(child)]));
  const validated = (body: Json): Json => {
    const { validation, ...others } = objectOf(body);
    return validation === undefined ? others : { ...others, validation: inValue(validation) };
  };
  const variables = (value: Json): Json =>
    Object.fromEntries(
      entries(value).map(([name, body]) => [name, isList(body) ? body.map(validated) : validated(body)]),
    );
  return Object.fromEntries(
    entries(sections).map(([section, value]) => {
      if (section === "variable") {
        return [section, variables(value)];
      }
      return [section, TEMPLATES.includes(section) && isObject(value) ? members(value) : value];
    }),
  );
}
