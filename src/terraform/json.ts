import { Refusal, shown } from "../handoff/input/refusal";

export type Json = null | boolean | number | string | Json[] | JsonObject;

export interface JsonObject {
  [key: string]: Json;
}

export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Own entries only, in an order that no machine changes. */
export function entries(value: Json | undefined): [string, Json][] {
  return isObject(value) ? Object.entries(value).sort(([left], [right]) => compare(left, right)) : [];
}

export function compare(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}

/** Terraform reads one block or a list of blocks. */
export function listOf(value: Json | undefined): Json[] {
  return value === undefined || value === null ? [] : Array.isArray(value) ? value : [value];
}

/** Looks a name of the input up, which may be `constructor` or `__proto__`. */
export function lookUp<T>(table: Readonly<Record<string, T>>, key: string): T | undefined {
  return Object.getOwnPropertyDescriptor(table, key)?.value;
}

export function sorted(value: Json): Json {
  if (Array.isArray(value)) {
    return value.map(sorted);
  }
  return isObject(value) ? Object.fromEntries(entries(value).map(([key, child]) => [key, sorted(child)])) : value;
}

export function print(value: Json): string {
  return `${JSON.stringify(sorted(value), null, 2)}\n`;
}

export function parse(text: string, file: string): Json {
  let value: Json;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new Refusal(
      `${shown(file)} is not JSON${placeOf(text, (error as Error).message)}; synthesize it again with \`cdktf synth\`.`,
    );
  }
  if (isDeep(value)) {
    throw new Refusal(`${shown(file)} is nested more than ${DEEPEST} levels deep, which no stack is.`);
  }
  return value;
}

const DEEPEST = 200;

/** Level by level, since it may be deeper than calls can go. */
function isDeep(value: Json): boolean {
  let level: Json[] = [value];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > DEEPEST) {
      return true;
    }
    level = level.flatMap((part) => (typeof part === "object" && part !== null ? Object.values(part) : []));
  }
  return false;
}

/** Node names an offset, a line or nothing at all, and quotes the text around, which may be secret. */
function placeOf(text: string, message: string): string {
  const position = /position (\d+)/.exec(message)?.[1];
  if (position === undefined) {
    return /end of JSON/i.test(message) || text.trim() === "" ? " (it ends too early)" : "";
  }
  const before = text.slice(0, Number(position)).split("\n");
  return ` (line ${before.length}, column ${before[before.length - 1].length + 1})`;
}

/** Every text in a value, with its place. */
export function texts(value: Json, place = ""): [place: string, text: string][] {
  if (typeof value === "string") {
    return [[place, value]];
  }
  if (Array.isArray(value)) {
    return value.flatMap((child, index) => texts(child, `${place}[${index}]`));
  }
  return entries(value).flatMap(([key, child]) => [
    [place, key] as [string, string],
    ...texts(child, place ? `${place}.${key}` : key),
  ]);
}
