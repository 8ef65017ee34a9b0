import { readFileSync } from "node:fs";
import { onDisk, Refusal } from "../../shared/refusal";
import { isObject, type JsonObject, quoted } from "../../stack/json";
import { parseJson } from "../../stack/json-text";
import { StackError } from "../../stack/sections";

/** Reads a file with a JSON object. @throws Refusal that quotes nothing of it, since it may hold secrets */
export function readJson(file: string): JsonObject {
  const text = onDisk(file, () => readFileSync(file, "utf8"));
  try {
    const value = parseJson(text);
    if (isObject(value)) {
      return value;
    }
  } catch (error) {
    throw error instanceof StackError ? new Refusal(`${quoted(file)} ${error.message}; correct it.`) : error;
  }
  throw new Refusal(`${quoted(file)} must be a JSON object, with a name for each value.`);
}
