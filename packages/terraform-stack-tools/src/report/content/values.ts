import { assigned, differences, inline, isMark, printPath, SENSITIVE, sourceOf, UNKNOWN } from "../../planned/values";
import type { Inline } from "../../shared/document";
import { isList, isObject, type Json, sorted } from "../../stack/json";

/** An argument in lines, as in Terraform's language: also what is JSON in a text, and a text of several lines. */
export function valueLines(name: string, value: Json): string[] {
  const document = documentIn(value);
  if (document !== undefined) {
    return [`${name} = jsonencode(${inline(sorted(document))})`].flatMap((line) =>
      line.length <= LONGEST_LINE ? [line] : [`${name} = jsonencode(`, ...members(document), ")"],
    );
  }
  if (typeof value === "string" && value.trimEnd().includes("\n")) {
    return [`${name} = <<EOT`, ...value.trimEnd().split("\n"), "EOT"];
  }
  return assigned(name, sorted(value), "");
}

const LONGEST_LINE = 100;

function members(document: Json): string[] {
  return isObject(document)
    ? Object.entries(sorted(document)).flatMap(([key, part]) => assigned(key, part, "  "))
    : [`  ${inline(document)}`];
}

/** What differs between two texts that are JSON, by path, so that nobody has to compare documents. */
export function documentChanges(
  path: string,
  before: Json,
  after: Json,
): readonly (readonly [path: string, before: Json, after: Json])[] | undefined {
  const [old, fresh] = [documentIn(before), documentIn(after)];
  if (old === undefined || fresh === undefined) {
    return undefined;
  }
  return differences(old, fresh).map((place) => [
    [path, printPath(place)].filter((part) => part !== "").join("."),
    partAt(old, place),
    partAt(fresh, place),
  ]);
}

function partAt(value: Json, path: readonly (string | number)[]): Json {
  return path.reduce<Json>((part, name) => {
    if (isList(part)) {
      return part[Number(name)] ?? null;
    }
    return isObject(part) ? (Object.getOwnPropertyDescriptor(part, String(name))?.value ?? null) : null;
  }, value);
}

function documentIn(value: Json): Json | undefined {
  if (typeof value !== "string" || !/^\s*[[{]/.test(value)) {
    return undefined;
  }
  try {
    return JSON.parse(value);
  } catch {
    return undefined;
  }
}

/** What prints like the value before and is another one. */
export function anotherValue(value: Json): string {
  return value === SENSITIVE ? "another sensitive value" : "another value, known after apply";
}

/** A value in a cell, without quotes. */
export function cellOf(value: Json): Inline {
  const source = sourceOf(value);
  if (source !== undefined) {
    return ["what the cloud has for ", { code: source }];
  }
  if (value === null) {
    return "not set";
  }
  if (isMark(value)) {
    return value === UNKNOWN ? "known after apply" : String(value).replace(/^\(|\)$/g, "");
  }
  return { code: shortened(typeof value === "string" ? value : inline(sorted(value))) };
}

/** Longer values are shortened: a report is to be read. */
const MAXIMUM_LENGTH = 300;

export function shortened(text: string): string {
  return text.length > MAXIMUM_LENGTH ? `${text.slice(0, MAXIMUM_LENGTH)}… (${text.length} characters)` : text;
}
