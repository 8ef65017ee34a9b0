import { withoutCredentials } from "./credentials";

/** A JSON value as it was read. Nothing in it may be changed. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject;

export interface JsonObject {
  readonly [key: string]: Json;
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function isList(value: unknown): value is readonly Json[] {
  return Array.isArray(value);
}

/** Members without those that are undefined, which snapshots and JSON would tell apart. */
export function defined<T extends object>(members: T): T {
  return Object.fromEntries(Object.entries(members).filter(([, member]) => member !== undefined)) as T;
}

/** The value if it is an object, otherwise an empty one. */
export function objectOf(value: Json | undefined): JsonObject {
  return isObject(value) ? value : {};
}

/** The value if it is a text, otherwise an empty one. */
export function textOf(value: Json | undefined): string {
  return typeof value === "string" ? value : "";
}

/** Terraform accepts one block or a list of blocks; null and a missing value mean none. */
export function listOf(value: Json | undefined): readonly Json[] {
  if (value === undefined || value === null) {
    return [];
  }
  return isList(value) ? value : [value];
}

/** The first block where Terraform accepts one block or a list of blocks. */
export function blockOf(value: Json | undefined): JsonObject {
  return objectOf(listOf(value)[0]);
}

/** The `content` of the `dynamic` block for nested blocks of a name; undefined where there is none. */
export function dynamicContent({ dynamic }: JsonObject, name: string): JsonObject | undefined {
  const block = listOf(dynamic).find((one) => isObject(one) && lookUp(one, name) !== undefined);
  return isObject(block) ? blockOf(blockOf(lookUp(block, name)).content) : undefined;
}

/** Own entries only, in the same order on every machine. */
export function entries(value: Json | undefined): [string, Json][] {
  return isObject(value) ? Object.entries(value).sort(([left], [right]) => compareNames(left, right)) : [];
}

/** An object with other values by the same names. */
export function mapMembers(value: Json | undefined, change: (member: Json, name: string) => Json): JsonObject {
  return Object.fromEntries(entries(value).map(([name, member]) => [name, change(member, name)]));
}

/** An object with some of its members. */
export function pickMembers(value: Json | undefined, isIn: (name: string) => boolean): JsonObject {
  return Object.fromEntries(entries(value).filter(([name]) => isIn(name)));
}

/** `dynamic` is last, as cdktf writes it: its blocks follow those that are written out, and the order may matter. */
function compareNames(left: string, right: string): number {
  return Number(left === "dynamic") - Number(right === "dynamic") || compare(left, right);
}

/** Compares by code unit, since a locale would give another order on another machine. */
export function compare(left: string, right: string): number {
  if (left === right) {
    return 0;
  }
  return left < right ? -1 : 1;
}

/** Looks up a name from the input, which may be `constructor` or `__proto__`. */
export function lookUp<T>(table: Readonly<Record<string, T>>, key: string): T | undefined {
  return Object.getOwnPropertyDescriptor(table, key)?.value;
}

/** A copy with the keys of every object in order. */
export function sorted(value: JsonObject): JsonObject;
export function sorted(value: Json): Json;
export function sorted(value: Json): Json {
  if (isList(value)) {
    return value.map((element) => sorted(element));
  }
  return isObject(value) ? Object.fromEntries(entries(value).map(([key, child]) => [key, sorted(child)])) : value;
}

/** The text of a JSON file: keys in order, indented, no letter hidden, with a line break at the end. */
export function print(value: Json): string {
  return `${withVisibleLetters(JSON.stringify(sorted(value), null, 2))}\n`;
}

/** A value with other texts, keys of objects among them. */
export function withTexts(value: Json, change: (text: string) => string): Json {
  if (typeof value === "string") {
    return change(value);
  }
  if (isList(value)) {
    return value.map((element) => withTexts(element, change));
  }
  return isObject(value)
    ? Object.fromEntries(Object.entries(value).map(([key, child]) => [change(key), withTexts(child, change)]))
    : value;
}

interface PlacedText {
  /** Path to the text, such as `resource.aws_subnet.a.name`; for a key, the path of its object. */
  readonly place: string;
  readonly text: string;
}

/** Every text in a value, keys included, with its place. */
export function texts(value: Json, place = ""): PlacedText[] {
  if (typeof value === "string") {
    return [{ place, text: value }];
  }
  if (isList(value)) {
    return value.flatMap((child, index) => texts(child, `${place}[${index}]`));
  }
  return entries(value).flatMap(([key, child]) => [
    { place, text: key },
    ...texts(child, place === "" ? key : `${place}.${key}`),
  ]);
}

/** Every text in a value without the keys of objects, which are names. */
export function textValues(value: Json): string[] {
  if (typeof value === "string") {
    return [value];
  }
  const children = isObject(value) ? Object.values(value) : value;
  return isList(children) ? children.flatMap(textValues) : [];
}

/** A value whose parts are changed, each by itself. It is itself where none is: most parts of a large plan stay as they are. */
export function withParts(value: Json, change: (part: Json) => Json): Json {
  if (isList(value)) {
    const parts = value.map(change);
    return parts.every((part, index) => part === value[index]) ? value : parts;
  }
  if (!isObject(value)) {
    return value;
  }
  const names = Object.keys(value);
  const parts = names.map((name) => change(value[name]));
  return parts.every((part, index) => part === value[names[index]])
    ? value
    : Object.fromEntries(names.map((name, index) => [name, parts[index]]));
}

/** A value without the members that are to be hidden. In a list, null takes their place. */
export function withoutHidden(value: Json, isHidden: (value: Json) => boolean): Json | undefined {
  if (isList(value)) {
    return withParts(value, (element) => withoutHidden(element, isHidden) ?? null);
  }
  if (!isObject(value)) {
    return isHidden(value) ? undefined : value;
  }
  const names = Object.keys(value);
  const parts = names.map((name) => withoutHidden(value[name], isHidden));
  return parts.every((part, index) => part === value[names[index]])
    ? value
    : Object.fromEntries(names.flatMap((name, index) => (parts[index] === undefined ? [] : [[name, parts[index]]])));
}

/**
 * Letters that nobody sees: they turn the direction of those after them, end a line, join or tag. Not the two joiners
 * that scripts and emojis are written with. Unicode, "Bidirectional Algorithm", "Explicit Directional Formatting Characters".
 */
const HIDDEN = /[\p{Bidi_Control}\u200b\u2028\u2029\u2060-\u2064\ufeff\u{e0000}-\u{e007f}]/gu;

/** A text of JSON or HCL in which such letters are written as escape sequences. */
export function withVisibleLetters(text: string): string {
  return text.replace(HIDDEN, (letter) => letter.split("").map(escapeUnit).join(""));
}

function escapeUnit(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`;
}

/** The same for HCL, where one sequence stands for a letter beyond U+FFFF. */
export function withVisibleLettersOfHcl(text: string): string {
  return text.replace(HIDDEN, (letter) =>
    letter.length === 1 ? escapeUnit(letter) : `\\U${letter.codePointAt(0)?.toString(16).padStart(8, "0")}`,
  );
}

/** A text or a number as Terraform encodes it in JSON: letters that mean something to HTML are escape sequences. */
export function encoded(value: string | number | boolean | null): string {
  return JSON.stringify(value).replace(/[<>&\u2028\u2029]/g, escapeUnit);
}

/** A name as engines have it: a letter that controls a terminal, which none has, is written as an escape sequence. */
export function identifier(text: string): string {
  return text.replace(/\p{Cc}/gu, escapeUnit);
}

/** Longer texts are cut off, so that a message stays readable in a terminal. */
const MAXIMUM_LENGTH = 200;

/** Untrusted text for a message: quoted, on one line, without characters that a terminal would interpret. */
export function quoted(text: string): string {
  const shown = withoutCredentials(text);
  const limited = shown.length > MAXIMUM_LENGTH ? `${shown.slice(0, MAXIMUM_LENGTH)}…` : shown;
  return `'${limited.replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, codePoint)}'`;
}

function codePoint(letter: string): string {
  return `\\u{${letter.codePointAt(0)?.toString(16)}}`;
}

/** In the order given, by a key of each. */
export function grouped<K, T>(all: readonly T[], keyOf: (one: T) => K): ReadonlyMap<K, readonly T[]> {
  return collected(all.map((one) => [keyOf(one), one]));
}

/** Values by keys, in the order given. */
export function collected<K, V>(pairs: Iterable<readonly [key: K, value: V]>): ReadonlyMap<K, readonly V[]> {
  const found = new Map<K, V[]>();
  for (const [key, value] of pairs) {
    const known = found.get(key);
    if (known === undefined) {
      found.set(key, [value]);
    } else {
      known.push(value);
    }
  }
  return found;
}
