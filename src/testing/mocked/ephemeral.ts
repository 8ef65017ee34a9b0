import type { Schemas } from "../../providers/schema";
import { blockAddress, parseAddress } from "../../terraform/address";
import { renameBlocks } from "../../terraform/expression/rename";
import { isList, isObject, type Json, type JsonObject, objectOf } from "../../terraform/json";
import { type Block, type Stack, withSections } from "../../terraform/stack";
import type { Mocks } from "./answers";
import { MadeUpValues } from "./made-up-values";
import type { Plannable } from "./versions";

/**
 * Reads ephemeral variables in place of ephemeral resources. Mocks have no answers for ephemeral resources, and their
 * variables may be used in the same places and nowhere else.
 */
export function withEphemeralVariables(stack: Stack): Stack {
  const names = new Map(ephemeralIn(stack).map((block) => [block.address, `var.${variableName(block)}`]));
  if (names.size === 0) {
    return stack;
  }
  const { ephemeral: _ephemeral, ...sections } = stack.sections;
  return withSections(stack, objectOf(renamed(sections, names)));
}

/** Declares those variables, with answers as values. */
export function withEphemeralValues(version: Plannable, schemas: Schemas, mocks: Mocks): Plannable {
  const { source, stack, variables } = version;
  const values = ephemeralIn(source).map((block): [string, JsonObject] => [
    variableName(block),
    answerOf(block, schemas, mocks),
  ]);
  if (values.length === 0) {
    return version;
  }
  const declared = values.map(([name, value]) => [
    name,
    { type: "any", ephemeral: true, sensitive: true, default: value },
  ]);
  const variable = { ...objectOf(stack.sections.variable), ...Object.fromEntries(declared) };
  return {
    source,
    stack: withSections(stack, { ...stack.sections, variable }),
    // Defaults of ephemeral variables do not reach an apply.
    variables: { ...variables, ...Object.fromEntries(values) },
  };
}

function answerOf({ address, type, blockType }: Block, schemas: Schemas, mocks: Mocks): JsonObject {
  const madeUp = new MadeUpValues("first").of(address, type, schemas("ephemeral_resource", type) ?? {});
  return { ...madeUp, ...mocks[blockType], ...mocks[address] };
}

function ephemeralIn({ blocks }: Stack): Block[] {
  return blocks.filter(({ kind }) => kind === "ephemeral");
}

function variableName({ type, name }: Block): string {
  return `ephemeral_${type}_${name}`;
}

function renamed(value: Json, names: ReadonlyMap<string, string>): Json {
  if (typeof value === "string") {
    return renameBlocks(value, names);
  }
  if (isList(value)) {
    return value.map((element) => renamed(element, names));
  }
  if (!isObject(value)) {
    return value;
  }
  const members = Object.entries(value).map(([key, child]) => [
    renameBlocks(key, names),
    renamed(key === "depends_on" ? withoutBlocks(child, names) : child, names),
  ]);
  return Object.fromEntries(members);
}

/** Nothing can depend on a variable. */
function withoutBlocks(dependencies: Json, names: ReadonlyMap<string, string>): Json {
  if (!isList(dependencies)) {
    return dependencies;
  }
  return dependencies.filter((dependency) => {
    const address = typeof dependency === "string" ? parseAddress(dependency) : undefined;
    return address === undefined || !names.has(blockAddress(address));
  });
}
