import { isList, isObject, type Json } from "../../stack/json";
import type { ReviewedChange } from "../reviewed-stack";

/** The lines of a diff: with a sign in front, by path, one line each. Empty for what does not change. */
export function diffOf({ action, values = {}, changes, movedFrom }: ReviewedChange): string[] {
  const moved = movedFrom === undefined ? [] : [`  moved from ${movedFrom}`];
  if (changes !== undefined) {
    return [
      ...moved,
      ...Object.entries(changes).flatMap(([path, { before, after }]) => [
        ...removed(path, before),
        ...added(path, after),
      ]),
    ];
  }
  if (action === "no-op" || action === "read") {
    return moved;
  }
  return [...moved, ...Object.entries(values).flatMap(([name, value]) => added(name, value))];
}

function removed(path: string, value: Json): string[] {
  return value === null ? [] : [`- ${path} = ${inline(value)}`];
}

function added(path: string, value: Json): string[] {
  return value === null ? [] : [`+ ${path} = ${inline(value)}`];
}

/** Longer values are shortened: a diff is to be read. */
const MAXIMUM_LENGTH = 300;

/** A value on one line. Plans mark what is hidden or unknown in parentheses, without quotes. */
function inline(value: Json): string {
  const text = isMark(value) ? value : JSON.stringify(value, sorted);
  return text.length > MAXIMUM_LENGTH ? `${text.slice(0, MAXIMUM_LENGTH)}… (${text.length} characters)` : text;
}

function isMark(value: Json): value is string {
  return typeof value === "string" && /^\((known after apply|(sensitive|write-only) value)\)$/.test(value);
}

function sorted(_name: string, value: Json): Json {
  return isObject(value) && !isList(value)
    ? Object.fromEntries(Object.entries(value).sort(([left], [right]) => (left < right ? -1 : 1)))
    : value;
}
