import { isList, isObject, type Json, type JsonObject } from "../../stack/json";

/** `[path of a construct] property must …`, as constructs begin the message of a condition. */
const START = /^\[[^\]]+\] (\w+(?:\.\w+)*)(?= must )/;

/**
 * Sections whose error messages speak to somebody who has the module alone: without the path of a construct, and with
 * the words of a property in place of its name.
 */
export function withTerraformWords(sections: JsonObject): JsonObject {
  return mapMembers(sections);
}

function mapMessages(value: Json): Json {
  if (isList(value)) {
    return value.map(mapMessages);
  }
  return isObject(value) ? mapMembers(value) : value;
}

function mapMembers(body: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(body).map(([name, value]) => [
      name,
      name === "error_message" && typeof value === "string" ? rewritten(value) : mapMessages(value),
    ]),
  );
}

function rewritten(message: string): string {
  const [start, property = ""] = START.exec(message) ?? [];
  if (start === undefined) {
    return message;
  }
  return `${sentenceStart(property)}${message.slice(start.length)}`;
}

/** `apiServerUrl` as `API server URL`, the way people write it. */
function sentenceStart(property: string): string {
  const words = property
    .replace(/\./g, " ")
    .replace(/([a-z\d])([A-Z])/g, "$1 $2")
    .toLowerCase();
  const named = words.replace(/\b(api|url)\b/g, (word) => word.toUpperCase());
  return named.charAt(0).toUpperCase() + named.slice(1);
}
