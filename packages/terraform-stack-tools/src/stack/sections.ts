import { entries, isList, isObject, type Json, type JsonObject, listOf, lookUp, objectOf, quoted } from "./json";

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

/** How many levels of names a section has above the bodies of its blocks, unless it is one. */
const NAME_LEVELS: Readonly<Record<string, number>> = {
  resource: 2,
  data: 2,
  ephemeral: 2,
  terraform: 0,
  locals: 0,
  import: 0,
  moved: 0,
  removed: 0,
};

/**
 * Drops `//` where it is a comment: among names and in bodies. In the value of an argument it is a key like any other.
 */
export function withoutComments(stack: JsonObject): JsonObject {
  const sections = entries(stack).filter(([name]) => name !== "//");
  return Object.fromEntries(
    sections.map(([name, blocks]) => {
      const bodyOf = PROVISIONED_SECTIONS.includes(name) ? withProvisionerList : (body: JsonObject) => body;
      return [name, uncommented(blocks, lookUp(NAME_LEVELS, name) ?? 1, bodyOf)];
    }),
  );
}

function uncommented(value: Json, levels: number, bodyOf: (body: JsonObject) => JsonObject): Json {
  if (isList(value)) {
    return value.map((block) => uncommented(block, levels, bodyOf));
  }
  if (!isObject(value)) {
    return value;
  }
  const members = entries(value).filter(([name]) => name !== "//");
  return levels === 0
    ? bodyOf(Object.fromEntries(members))
    : Object.fromEntries(members.map(([name, child]) => [name, uncommented(child, levels - 1, bodyOf)]));
}

/** Sections whose blocks may have provisioners. */
const PROVISIONED_SECTIONS: readonly string[] = ["resource", "removed"];

/** A body whose provisioners are a list, since they run in their order and the names of an object are sorted. */
function withProvisionerList(body: JsonObject): JsonObject {
  const provisioners = listOf(body.provisioner);
  if (provisioners.length === 0 || !provisioners.every(isObject)) {
    return body;
  }
  const types = provisioners.flatMap(Object.entries<Json>).filter(([type]) => type !== "//");
  return { ...body, provisioner: types.map(([type, provisioner]) => ({ [type]: provisioner })) };
}

/** The paths that cdktf writes beside each element of a stack. */
export function constructPaths(stack: JsonObject): [string, string][] {
  return entries(stack).flatMap(([section, names]) =>
    pathsIn(section === "resource" ? [] : [section], names, lookUp(NAME_LEVELS, section) ?? 1),
  );
}

function pathsIn(names: readonly string[], value: Json, levels: number): [string, string][] {
  if (levels > 0) {
    return entries(value).flatMap(([name, child]) => pathsIn([...names, name], child, levels - 1));
  }
  const { path } = objectOf(objectOf(objectOf(listOf(value)[0])["//"]).metadata);
  return typeof path === "string" ? [[names.join("."), path]] : [];
}
