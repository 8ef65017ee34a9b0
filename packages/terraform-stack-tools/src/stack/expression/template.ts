import { isList, isObject, type Json } from "../json";
import { readTemplate } from "./lexer";
import type { Sequence, Template } from "./token";

/** Whether Terraform evaluates anything in a text. */
export function isTemplate(text: string): boolean {
  return text.includes("${") || text.includes("%{");
}

/** Whether a value is a text in which Terraform evaluates nothing, and not an empty one. */
export function isLiteral(value: Json | undefined): value is string {
  return typeof value === "string" && value !== "" && isText(value);
}

function isText(text: string): boolean {
  return !isTemplate(text) || readTemplate(text).every(({ kind }) => kind === "literal" || kind === "escape");
}

/** The expression that a text consists of, without `${` and `}`; undefined where the text is anything else. */
export function unwrapped(text: string): string | undefined {
  const sequence = text.startsWith("${") && text.endsWith("}") ? wholeSequence(readTemplate(text)) : undefined;
  if (sequence === undefined) {
    return undefined;
  }
  const start = sequence.stripsBefore ? 3 : 2;
  return text.slice(start, sequence.stripsAfter ? -2 : -1);
}

/** The text of an address or a type, which Terraform's JSON may hold with or without `${}`. */
export function bare(text: string): string {
  return (unwrapped(text) ?? text).trim();
}

/** The one interpolation that a template consists of. Its value keeps its type, where several become a string. */
export function wholeSequence(template: Template): Sequence | undefined {
  const [part] = template;
  return template.length === 1 && part.kind === "sequence" && part.marker === "${" ? part : undefined;
}

/** A copy of a value in which every text means itself, where Terraform would look for templates. */
export function escaped(value: Json): Json {
  if (typeof value === "string") {
    return escapedText(value);
  }
  if (isList(value)) {
    return value.map(escaped);
  }
  return isObject(value)
    ? Object.fromEntries(Object.entries(value).map(([key, child]) => [escapedText(key), escaped(child)]))
    : value;
}

export function escapedText(text: string): string {
  return isTemplate(text) ? text.replace(/[$%](?=\{)/g, "$&$&") : text;
}
