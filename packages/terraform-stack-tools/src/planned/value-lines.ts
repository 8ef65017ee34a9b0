import { isList, isObject, type Json, type JsonObject } from "../stack/json";
import { isMark } from "./values";

/** An argument as Terraform prints it, or blocks for a list of objects. */
export function assigned(name: string, value: Json, indent: string): string[] {
  if (isList(value) && value.length > 0 && value.every(isObject)) {
    return value.flatMap((body) => block(name, body, indent));
  }
  return [`${indent}${name} = ${inline(value)}`];
}

function block(name: string, body: JsonObject, indent: string): string[] {
  const lines = Object.entries(body).flatMap(([key, value]) => assigned(key, value, `${indent}  `));
  return lines.length === 0 ? [`${indent}${name} {}`] : [`${indent}${name} {`, ...lines, `${indent}}`];
}

/** A value on one line. Marks of what is hidden or unknown have no quotes. */
export function inline(value: Json): string {
  if (isMark(value)) {
    return String(value);
  }
  if (isList(value)) {
    return `[${value.map(inline).join(", ")}]`;
  }
  if (isObject(value)) {
    const entries = Object.entries(value).map(([name, part]) => `${JSON.stringify(name)} = ${inline(part)}`);
    return entries.length === 0 ? "{}" : `{ ${entries.join(", ")} }`;
  }
  return JSON.stringify(value);
}
