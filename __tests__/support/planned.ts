import type { Instance, PlannedStack } from "../../src/access/planned-stack";
import { isTemplate } from "../../src/terraform/expression/template";
import { isList, isObject, type Json, type JsonObject, objectOf } from "../../src/terraform/json";
import { readStack } from "../../src/terraform/stack";

/**
 * A stack as its plan would show it: each resource once, with the values that are literal, and with those of its
 * instances where they are given by address.
 */
export function planned(sections: JsonObject, instances: Readonly<Record<string, readonly JsonObject[]>> = {}): PlannedStack {
  const stack = readStack(sections);
  return {
    stack,
    variables: {},
    instances: stack.blocks
      .filter(({ kind }) => kind === "resource")
      .flatMap((block): Instance[] => {
        const literal = objectOf(known(block.body) ?? null);
        const given = instances[block.address];
        return given === undefined
          ? [{ address: block.address, block, values: literal }]
          : given.map((values, index) => ({ address: `${block.address}["${index}"]`, block, values: { ...literal, ...values } }));
      }),
  };
}

function known(value: Json): Json | undefined {
  if (isList(value)) {
    return value.map((element) => known(element) ?? null);
  }
  if (isObject(value)) {
    const members = Object.entries(value).map(([name, member]) => [name, known(member)] as const);
    return Object.fromEntries(members.flatMap(([name, member]) => (member === undefined ? [] : [[name, member]])));
  }
  return typeof value === "string" && isTemplate(value) ? undefined : value;
}
