import { isObject, type Json, type JsonObject, listOf, lookUp } from "../../stack/json";
import type { Block, Stack } from "../../stack/stack";
import { type Engine, madeUpAnswers, mockedProviders } from "./mocks";

export type Command = "apply" | "plan";

/**
 * Whether the test applies the module, after which every value is known. It cannot where objects must not be destroyed,
 * which the end of a test would do, and should not where provisioners, other modules or real providers act.
 */
export function commandOf(stack: Stack, engine: Engine): Command {
  const { blocks, imports } = stack;
  const mocked = mockedProviders(stack, engine);
  const isUnfit = (block: Block): boolean =>
    block.kind === "module" ||
    "provisioner" in block.body ||
    listOf(block.body.lifecycle).some((one) => isObject(one) && one.prevent_destroy !== undefined) ||
    !(isBuiltIn(block) || mocked.includes(block.provider.name));
  return imports.length > 0 || blocks.some(isUnfit) ? "plan" : "apply";
}

/**
 * What the value of an attribute depends on, by its block: null where the test knows it anyway, undefined where it does
 * not. While Terraform plans, it makes nothing up for what is nested in blocks.
 */
export type Dependencies = (block: Block, attribute: string) => Json | undefined;

export function dependenciesIn(stack: Stack, engine: Engine, command: Command): Dependencies {
  const mocked = mockedProviders(stack, engine);
  return (block, attribute) => {
    if (command === "apply" && block.kind !== "module") {
      return null;
    }
    if (block.kind === "module" || !mocked.includes(block.provider.name)) {
      return undefined;
    }
    if (block.kind === "data") {
      const { lifecycle: _conditions, ...configuration } = block.body;
      return configuration;
    }
    return lookUp(madeUpAnswers([block]), attribute) === undefined ? textOrNumber(lookUp(block.body, attribute)) : null;
  };
}

function textOrNumber(value: Json | undefined): Json | undefined {
  return typeof value === "object" ? undefined : value;
}

/** Terraform answers with made-up values while it plans if it is told to; OpenTofu does, and refuses the argument. */
export function during(engine: Engine, command: Command): JsonObject {
  return engine === "terraform" && command === "plan" ? { override_during: "plan" } : {};
}

function isBuiltIn({ provider }: Block): boolean {
  return provider.name === "terraform";
}
