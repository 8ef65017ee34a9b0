import { isUtf8 } from "node:buffer";
import { isList, isObject, type Json, quoted } from "./json";
import { StackError } from "./stack";

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

/** The value of a text in JSON; undefined for any other text. */
export function jsonIn(text: string): Json | undefined {
  try {
    return parseJson(text);
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
  let value: Json;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new StackError(`is not JSON${error instanceof Error ? placeIn(text, error.message) : ""}`);
  }
  if (isDeeperThan(MAXIMUM_DEPTH, value)) {
    throw new StackError(`is nested more than ${MAXIMUM_DEPTH} levels deep, more than any synthesized stack`);
  }
  return value;
}

/** Whether a value has more levels. No deeper itself than the maximum: the value may be nested deeper than the call stack allows. */
function isDeeperThan(maximum: number, value: Json): boolean {
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

/** A list or an object that is not closed yet. */
interface Container {
  /** The keys of an object so far; undefined for a list. */
  readonly keys?: Set<string>;
  /** The key or the index of the member that is read. */
  member: string | number;
}

/** Everything between the letters that matter. */
const NEXT = /[^"[\]{},\d-]*/y;
const NUMBER = /-?\d[-+.\deE]*/y;
const COLON = /\s*:/y;

/** What `JSON.parse` loses in silence from a text that it can read; undefined where it loses nothing. */
function lossIn(text: string): string | undefined {
  const open: Container[] = [];
  let position = endOf(NEXT, text, 0);
  while (position < text.length) {
    const container = open[open.length - 1];
    let end = position + 1;
    switch (text[position]) {
      case "{":
        open.push({ keys: new Set(), member: "" });
        break;
      case "[":
        open.push({ member: 0 });
        break;
      case "}":
      case "]":
        open.pop();
        break;
      case ",":
        if (typeof container?.member === "number") {
          container.member++;
        }
        break;
      case '"':
        end = endOfString(text, position);
        if (container?.keys !== undefined && endOf(COLON, text, end) > end) {
          const key = keyOf(text.slice(position, end));
          container.member = key;
          if (container.keys.has(key)) {
            return `has the key ${quoted(placeOf(open))} twice`;
          }
          container.keys.add(key);
        }
        break;
      default: {
        end = endOf(NUMBER, text, position);
        const number = text.slice(position, end);
        if (!isExact(number)) {
          return `has a number in ${quoted(placeOf(open))} that would lose digits, ${quoted(number)}; write it as a string`;
        }
      }
    }
    position = endOf(NEXT, text, end);
  }
  return undefined;
}

function endOf(pattern: RegExp, text: string, start: number): number {
  pattern.lastIndex = start;
  return pattern.test(text) ? pattern.lastIndex : start;
}

function endOfString(text: string, start: number): number {
  for (let quote = text.indexOf('"', start + 1); ; quote = text.indexOf('"', quote + 1)) {
    let escapes = quote;
    while (text[escapes - 1] === "\\") {
      escapes--;
    }
    if ((quote - escapes) % 2 === 0) {
      return quote + 1;
    }
  }
}

function keyOf(source: string): string {
  return source.includes("\\") ? JSON.parse(source) : source.slice(1, -1);
}

/** Whether the number that JavaScript reads is written with the same digits. */
function isExact(source: string): boolean {
  return /^-?[1-9]\d{0,14}$/.test(source) || digitsOf(source) === digitsOf(String(Number(source)));
}

/** The digits that count with the power of ten of the last one; undefined for what is not finite. */
function digitsOf(source: string): string | undefined {
  const parts = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([-+]?\d+))?$/.exec(source);
  if (parts === null) {
    return undefined;
  }
  const [, sign, whole, fraction = "", exponent = "0"] = parts;
  const digits = `${whole}${fraction}`.replace(/^0+/, "");
  const significant = digits.replace(/0+$/, "");
  const power = Number(exponent) - fraction.length + digits.length - significant.length;
  return significant === "" ? `${sign}0` : `${sign}${significant}e${power}`;
}

function placeOf(open: readonly Container[]): string {
  return open
    .map(({ member }, index) => (typeof member === "number" ? `[${member}]` : `${index === 0 ? "" : "."}${member}`))
    .join("");
}
