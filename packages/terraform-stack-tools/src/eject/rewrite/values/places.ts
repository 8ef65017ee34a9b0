import { entries, isList, isObject, type Json, type JsonObject } from "../../../stack/json";
import { META_ARGUMENTS } from "../../../stack/stack";

/** Arguments that Terraform reads before it knows any variable. */
const EARLY = [
  ...META_ARGUMENTS.filter((name) => name !== "for_each" && name !== "count"),
  "connection",
  "provisioner",
];

/** What Terraform reads before it knows any variable, by section. */
const EARLY_IN: Readonly<Record<string, readonly string[]>> = {
  provider: ["alias", "version"],
  module: ["source", "version", "providers"],
};

/** Sections whose blocks have variables in them, with the number of names above a body. */
const LEVELS: Readonly<Record<string, number>> = {
  provider: 1,
  locals: 0,
  data: 2,
  ephemeral: 2,
  resource: 2,
  module: 1,
};

/** Whether a variable may take the place of a value at a place in the sections of a stack. */
export function takesVariable([section, ...steps]: readonly (string | number)[]): boolean {
  const level = LEVELS[section];
  const below = steps.filter((step) => typeof step === "string").slice(level ?? 0);
  return level !== undefined && below.length > 0 && !isEarly(String(section), String(below[0]));
}

function isEarly(section: string, name: string): boolean {
  return (EARLY_IN[section] ?? EARLY).includes(name);
}

/** Sections in which every value that a variable may take the place of is changed. @param path the names above it */
export function mapValues(
  sections: JsonObject,
  change: (value: Json, path: readonly string[]) => Json | undefined,
): JsonObject {
  return Object.fromEntries(
    entries(sections).map(([section, value]) =>
      section in LEVELS ? [section, mapped(value, [section], change)] : [section, value],
    ),
  );
}

function mapped(
  value: Json,
  path: readonly string[],
  change: (value: Json, path: readonly string[]) => Json | undefined,
): Json {
  const changed = takesVariable(path) ? change(value, path) : undefined;
  if (changed !== undefined) {
    return changed;
  }
  if (isList(value)) {
    return value.map((element) => mapped(element, path, change));
  }
  return isObject(value)
    ? Object.fromEntries(Object.entries(value).map(([name, child]) => [name, mapped(child, [...path, name], change)]))
    : value;
}
