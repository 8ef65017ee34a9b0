import { Refusal, shown } from "../handoff/input/refusal";
import { compare, entries, isObject, type Json, type JsonObject, listOf } from "./json";

export type Kind = "data" | "ephemeral" | "module" | "resource";

/** A block that has an address. */
export interface Block {
  readonly kind: Kind;
  /** Empty for a module. */
  readonly type: string;
  readonly name: string;
  readonly address: string;
  /** The address without the name, as `private/permissions.ts` has it. */
  readonly sort: string;
  readonly body: JsonObject;
  /** Whether the block stands for several objects. */
  readonly repeated: boolean;
}

const WITH_TYPE = ["resource", "data", "ephemeral"] as const;
const WITH_NAME = ["module", "variable", "output", "check"] as const;
const LISTS = ["import", "moved", "removed"] as const;
const SECTIONS: readonly string[] = ["//", "terraform", "provider", "locals", ...WITH_TYPE, ...WITH_NAME, ...LISTS];

/** Refuses what is no stack, naming the place. What is merely unknown passes. */
export function checkStack(value: Json, file: string): JsonObject {
  const wrong = (place: string, must: string): never => {
    throw new Refusal(`${shown(file)}: ${place} must be ${must}; synthesize the stack again with \`cdktf synth\`.`);
  };
  const object = (place: string, candidate: Json | undefined): JsonObject =>
    isObject(candidate) ? candidate : wrong(place, "an object");
  const blocks = (place: string, candidate: Json): void => {
    for (const body of listOf(candidate)) {
      object(place, body);
    }
  };
  const stack = object("the file", value);
  if (!SECTIONS.some((section) => section in stack)) {
    wrong("the file", "a stack, with sections such as resource and terraform");
  }
  for (const section of [...WITH_TYPE, ...WITH_NAME, "provider", "locals", "terraform"].filter((name) => name in stack)) {
    object(section, stack[section]);
  }
  for (const section of WITH_TYPE) {
    for (const [type, named] of bodies(stack[section])) {
      for (const [name, body] of bodies(object(`${section}.${shown(type)}`, named))) {
        object(`${section}.${shown(type)}.${shown(name)}`, body);
      }
    }
  }
  for (const section of [...WITH_NAME, "provider"]) {
    for (const [name, body] of bodies(stack[section])) {
      blocks(`${section}.${shown(name)}`, body);
    }
  }
  for (const section of LISTS) {
    blocks(section, stack[section] ?? null);
  }
  for (const requirement of listOf(object("terraform", stack.terraform ?? {}).required_providers)) {
    object("terraform.required_providers", requirement);
  }
  return stack;
}

/** The sections that Terraform may know and this package does not. */
export function unknownSections(stack: JsonObject): string[] {
  return Object.keys(stack)
    .filter((section) => !SECTIONS.includes(section))
    .sort(compare);
}

/** The named blocks of a section: `//` is a comment there. */
export function bodies(section: Json | undefined): [string, Json][] {
  return entries(section).filter(([name]) => name !== "//");
}

/** The blocks with an address, in the order of their addresses. */
export function blocksOf(stack: JsonObject): Block[] {
  const typed = WITH_TYPE.flatMap((kind) =>
    bodies(stack[kind]).flatMap(([type, named]) =>
      bodies(named).map(([name, body]) => block(kind, type, name, body as JsonObject)),
    ),
  );
  const modules = bodies(stack.module).flatMap(([name, body]) =>
    listOf(body).map((one) => block("module", "", name, one as JsonObject)),
  );
  return [...typed, ...modules].sort((left, right) => compare(left.address, right.address));
}

function block(kind: Kind, type: string, name: string, body: JsonObject): Block {
  const sort = [kind === "resource" ? "" : kind, type].filter(Boolean).join(".");
  return { kind, type, name, sort, address: `${sort}.${name}`, body, repeated: "for_each" in body || "count" in body };
}
