import type { Instance, PlannedStack } from "../../src/planned/planned-stack";
import { PLAIN_NAMES } from "../../src/planned/sensitive";
import { type Json, type JsonObject, objectOf, withoutHidden } from "../../src/stack/json";
import { readStack } from "../../src/stack/stack";
import { isTemplate } from "../../src/stack/template";

/**
 * A stack as its plan would show it: each resource once, with the values that are literal, and with those of its
 * instances where they are given by address.
 */
export function planned(sections: JsonObject, instances: Readonly<Record<string, readonly JsonObject[]>> = {}): PlannedStack {
  const stack = readStack(sections);
  return {
    stack,
    variables: {},
    naming: PLAIN_NAMES,
    instances: stack.blocks
      .filter(({ kind }) => kind === "resource")
      .flatMap((block): Instance[] => {
        const literal = objectOf(withoutHidden(block.body, isExpression));
        const given = instances[block.address];
        return given === undefined
          ? [{ address: block.address, block, values: literal }]
          : given.map((values, index) => ({ address: `${block.address}["${index}"]`, block, values: { ...literal, ...values } }));
      }),
  };
}

function isExpression(value: Json): boolean {
  return typeof value === "string" && isTemplate(value);
}
