import { EXAMPLE, type MadeUp, ZERO_GUID } from "../../knowledge/catalogue/made-up";
import { isList, isObject, type Json } from "../../stack/json";

/** Made-up values that differ from those of other numbers, so that a test sees when two are swapped. */
export function numberedExample(number: number): MadeUp {
  return {
    subscription: guid(number),
    resourceGroup: `${EXAMPLE.resourceGroup}${number}`,
    name: `${EXAMPLE.name}${number}`,
    guid: guid(number),
    time: EXAMPLE.time,
  };
}

/** Answers whose texts are all different. @param next the next number */
export function numberedAnswers(value: Json, next: () => number): Json {
  if (typeof value === "string") {
    const { name, guid: own } = numberedExample(next());
    return value
      .split(ZERO_GUID)
      .join(own)
      .replace(/\bexample\b/g, name);
  }
  if (isList(value)) {
    return value.map((element) => numberedAnswers(element, next));
  }
  return isObject(value)
    ? Object.fromEntries(Object.entries(value).map(([name, child]) => [name, numberedAnswers(child, next)]))
    : value;
}

function guid(number: number): string {
  return ZERO_GUID.slice(0, -8) + number.toString(16).padStart(8, "0");
}
