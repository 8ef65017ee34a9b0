import { blockOf, isObject, type JsonObject, listOf } from "./json";

/** What a `dynamic` block in a body produces for a nested block: its `content`, undefined where there is no such block. */
export function dynamicContent({ dynamic }: JsonObject, name: string): JsonObject | undefined {
  const block = listOf(dynamic).find((one) => isObject(one) && one[name] !== undefined);
  return isObject(block) ? blockOf(blockOf(block[name]).content) : undefined;
}
