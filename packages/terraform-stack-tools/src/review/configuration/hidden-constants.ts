import { isList, isObject, type Json, type JsonObject } from "../../stack/json";
import type { SensitiveValues } from "../sensitive";

/** A configuration in which a constant that is the same text as a sensitive value comes from nothing that is known. */
export function withoutSensitiveConstants(configuration: JsonObject, sensitive: SensitiveValues): JsonObject {
  return sensitive.isEmpty ? configuration : hidden(configuration, sensitive);
}

function hidden(part: JsonObject, sensitive: SensitiveValues): JsonObject {
  const { constant_value: constant } = part;
  if (constant !== undefined && JSON.stringify(sensitive.marked(constant)) !== JSON.stringify(constant)) {
    return { references: [] };
  }
  return Object.fromEntries(Object.entries(part).map(([name, value]) => [name, within(value, sensitive)]));
}

function within(value: Json, sensitive: SensitiveValues): Json {
  if (isList(value)) {
    return value.map((one) => within(one, sensitive));
  }
  return isObject(value) ? hidden(value, sensitive) : value;
}
