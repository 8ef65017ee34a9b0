import { type Json, texts } from "./json";
import type { Block } from "./stack";

/** The parts of a text that Terraform evaluates, or all of it where an argument is a reference by itself. */
function expressionsIn(text: string): string {
  return text.includes("${") || text.includes("%{") ? text : /^[\w.[\]"-]+$/.test(text) ? text : "";
}

/** The blocks that a value refers to. */
export function referencesOf(value: Json, blocks: readonly Block[]): Block[] {
  const words = wordsOf(value);
  return blocks.filter(({ address }) => words.has(address));
}

/** The variables that a value refers to, by name. */
export function variablesIn(value: Json): string[] {
  return [...wordsOf(value)].filter((word) => word.startsWith("var.")).map((word) => word.slice("var.".length));
}

/** Every address at the beginning of a chain of names in the value's expressions. */
function wordsOf(value: Json): Set<string> {
  const words = new Set<string>();
  for (const [, text] of texts(value)) {
    for (const [chain] of expressionsIn(text).matchAll(/(?<![\w.-])[A-Za-z_][-\w]*(\.[A-Za-z_0-9][-\w]*)+/g)) {
      const parts = chain.split(".");
      const length = parts[0] === "data" || parts[0] === "ephemeral" ? 3 : 2;
      words.add(parts.slice(0, length).join("."));
    }
  }
  return words;
}
