import { entries, isObject, type Json, type JsonObject, listOf } from "../json";
import { quoted } from "../quoted";

/** What is wrong with the JSON of a stack. The message completes a sentence that begins with the name of the file. */
export class StackError extends Error {
  public override readonly name = "StackError";
}

export const TYPED_SECTIONS = ["resource", "data", "ephemeral"] as const;
const NAMED_SECTIONS = ["module", "variable", "output", "check"] as const;
const LIST_SECTIONS = ["import", "moved", "removed"] as const;

/** The sections of a configuration that this version knows. `//` holds a comment. */
export const KNOWN_SECTIONS: readonly string[] = [
  "//",
  "terraform",
  "provider",
  "locals",
  ...TYPED_SECTIONS,
  ...NAMED_SECTIONS,
  ...LIST_SECTIONS,
];

/**
 * Refuses what is not the JSON of a stack. Sections that are merely unknown pass.
 * @throws StackError that names the place
 */
export function checkStack(value: Json): JsonObject {
  const stack = object("it", value);
  if (!KNOWN_SECTIONS.some((section) => section in stack)) {
    throw new StackError("is not a stack: it has no section such as resource or terraform");
  }
  for (const section of [...TYPED_SECTIONS, ...NAMED_SECTIONS, "provider", "locals", "terraform"]) {
    object(section, stack[section] ?? {});
  }
  for (const section of TYPED_SECTIONS) {
    checkTyped(section, stack[section]);
  }
  for (const section of [...NAMED_SECTIONS, "provider"]) {
    for (const [name, body] of blocksIn(stack[section])) {
      checkBlocks(`${section}.${quoted(name)}`, body);
    }
  }
  for (const section of LIST_SECTIONS) {
    checkBlocks(section, stack[section]);
  }
  checkBlocks("terraform.required_providers", object("terraform", stack.terraform ?? {}).required_providers);
  return stack;
}

function checkTyped(section: string, types: Json | undefined): void {
  for (const [type, named] of blocksIn(types)) {
    const place = `${section}.${quoted(type)}`;
    for (const [name, body] of blocksIn(object(place, named))) {
      object(`${place}.${quoted(name)}`, body);
    }
  }
}

function checkBlocks(place: string, blocks: Json | undefined): void {
  for (const body of listOf(blocks)) {
    object(place, body);
  }
}

function object(place: string, value: Json): JsonObject {
  if (!isObject(value)) {
    throw new StackError(`is not a stack: ${place} must be an object`);
  }
  return value;
}

/** The named blocks of a section, in which `//` is a comment. */
function blocksIn(section: Json | undefined): [string, Json][] {
  return entries(section).filter(([name]) => name !== "//");
}
