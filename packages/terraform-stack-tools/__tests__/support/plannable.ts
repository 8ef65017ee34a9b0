import type { Plannable, Versions } from "../../src/plan/job";
import { prepare } from "../../src/plan/prepare/prepare";
import type { BlockSchema, Schemas } from "../../src/providers/initialized-folder";
import type { JsonObject } from "../../src/stack/json";
import { readStack } from "../../src/stack/stack";

/** Stacks given in short, made plannable as `plan` does. */
export function plannable(changed: JsonObject, existing?: JsonObject, variables: JsonObject = {}): Versions<Plannable> {
  const [stack, earlier] = [changed, existing].map((json) => json && readStack({ terraform: {}, ...json }));
  if (stack === undefined) {
    throw new Error("the stack is missing");
  }
  return prepare(earlier === undefined ? { changed: stack } : { changed: stack, existing: earlier }, variables);
}

/** The same schema for every type. */
export function schemasOf(schema: BlockSchema): Schemas {
  return () => schema;
}
