import { isUtf8 } from "node:buffer";
import { isList, isObject, type Json } from "../json";
import { StackError } from "../sections/check-stack";
import { lossIn } from "./loss";

/** More than any synthesized stack has. */
const MAXIMUM_DEPTH = 200;

/**
 * Parses the bytes of a file that must not lose anything on the way: keys that are there twice, digits that a number
 * cannot keep, and what is not UTF-8.
 * @throws StackError that names the place
 */
export function parseExactJson(bytes: Buffer): Json {
  if (!isUtf8(bytes)) {
    throw new StackError("is not UTF-8");
  }
  const text = bytes.toString("utf8");
  const value = parseJson(text);
  const loss = lossIn(text);
  if (loss !== undefined) {
    throw new StackError(loss);
  }
  return value;
}

/** The same; undefined for what cannot be parsed so. */
export function exactJsonIn(bytes: Buffer): Json | undefined {
  try {
    return parseExactJson(bytes);
  } catch (error) {
    if (error instanceof StackError) {
      return undefined;
    }
    throw error;
  }
}

/**
 * Parses the text of a JSON file.
 * @throws StackError with the line and column where it is not JSON, or when it is nested too deeply
 */
export function parseJson(text: string): Json {
  const value = parse(text);
  if (isDeeperThan(MAXIMUM_DEPTH, value)) {
    throw new StackError(`is nested more than ${MAXIMUM_DEPTH} levels deep, which no synthesized stack is`);
  }
  return value;
}

function parse(text: string): Json {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new StackError(`is not JSON${error instanceof Error ? placeIn(text, error.message) : ""}`);
  }
}

/** Whether a value has more levels. No deeper itself than the maximum: the value may be nested deeper than the call stack allows. */
export function isDeeperThan(maximum: number, value: Json): boolean {
  if (maximum < 0) {
    return true;
  }
  if (isList(value)) {
    return value.some((part) => isPartDeeperThan(maximum - 1, part));
  }
  if (isObject(value)) {
    // A list of the names or the values would be made for each object of a large plan.
    for (const name in value) {
      if (isPartDeeperThan(maximum - 1, value[name])) {
        return true;
      }
    }
  }
  return false;
}

/** Most parts are texts and the like, which one look tells. */
function isPartDeeperThan(maximum: number, part: Json): boolean {
  return maximum < 0 || (typeof part === "object" && part !== null && isDeeperThan(maximum, part));
}

/** Node.js reports an offset or nothing at all, and quotes the text around it, which may be secret. */
function placeIn(text: string, message: string): string {
  const position = /position (\d+)/.exec(message)?.[1];
  if (position !== undefined) {
    const before = text.slice(0, Number(position)).split("\n");
    return ` (line ${before.length}, column ${before[before.length - 1].length + 1})`;
  }
  const endsEarly = /end of JSON/i.test(message) || text.trim() === "";
  return endsEarly ? " (it ends too early)" : "";
}
