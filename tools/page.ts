import { readFileSync } from "node:fs";
import { join } from "node:path";

/** A page of the project: a template of `tools/pages`, with its `{{placeholders}}` replaced. */
export function page(template: string, parts: Readonly<Record<string, string>>): string {
  const text = readFileSync(join(__dirname, "pages", template), "utf8");
  return text.replace(/\{\{(\w+)\}\}/g, (_placeholder, name) => parts[name]);
}

/** Marks the action or resource at the beginning of each text as code. */
export function actions(texts: readonly string[]): string {
  return texts.map((text) => text.replace(/^[^\s:]+/, "`$&`")).join("<br>");
}
