import { existsSync, readdirSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { STANDARD_INPUT } from "../../planned/plan-file";
import { onDisk, Refusal } from "../../shared/refusal";
import { compare, quoted } from "../../stack/json";

/** The plans that are given, each once. Not every shell turns `*.json` into names. */
export function filesAt(inputs: readonly string[]): string[] {
  return [...new Set(inputs.flatMap((input) => (input === STANDARD_INPUT ? [input] : matchesOf(input))))];
}

function matchesOf(input: string): string[] {
  const path = resolve(input);
  if (!basename(path).includes("*") || existsSync(path)) {
    return [path];
  }
  const folder = dirname(path);
  const [start, ...parts] = basename(path).split("*");
  const end = parts.join("*");
  const names = onDisk(folder, () => readdirSync(folder)).filter(
    (name) => name.startsWith(start) && name.endsWith(end) && name.length >= start.length + end.length,
  );
  if (names.length === 0) {
    throw new Refusal(`no file matches ${quoted(input)}; show the saved plans as JSON first.`);
  }
  return names.sort(compare).map((name) => join(folder, name));
}
