import { literalKeys } from "./expression/literal-keys";
import { unwrapped } from "./expression/template";
import type { Json } from "./json";
import type { Block, Stack } from "./stack";

/**
 * The keys of a block's instances that are written in it, in the local value that it names, or in the default of a variable;
 * none where others decide.
 */
export function writtenKeys({ body }: Block, stack: Pick<Stack, "locals" | "variables">): string[] {
  return literalKeys(namedValue(body.for_each, stack) ?? body.for_each);
}

function namedValue(
  value: Json | undefined,
  { locals, variables }: Pick<Stack, "locals" | "variables">,
): Json | undefined {
  const expression = typeof value === "string" ? unwrapped(value) : undefined;
  const [, kind, name = ""] = /^(local|var)\.([\w-]+)$/.exec(expression?.trim() ?? "") ?? [];
  const next = kind === "var" ? variables.find((one) => one.name === name)?.default : locals.get(name);
  // A local value may name a variable.
  return kind === "local" && typeof next === "string"
    ? (namedValue(next, { locals: new Map(), variables }) ?? next)
    : next;
}
