import type { Block, Stack } from "../../stack/stack";
import { writtenKeys } from "../../stack/written-keys";

export type Key = string | number | undefined;

/** More instances are not listed one by one. */
const MAXIMUM_INSTANCES = 10_000;

/** The keys of a block's instances; undefined where only Terraform can evaluate them. */
export function keysOf(block: Block, stack: Stack): readonly Key[] | undefined {
  const { body, isRepeated } = block;
  if (!isRepeated) {
    return [undefined];
  }
  if ("count" in body) {
    const count = /^\d{1,5}$/.test(String(body.count)) ? Number(body.count) : MAXIMUM_INSTANCES;
    return count < MAXIMUM_INSTANCES ? [...Array(count).keys()] : undefined;
  }
  const keys = writtenKeys(block, stack);
  const isLiteral = keys.length > 0 && keys.every((key) => !/[$%]\{/.test(key));
  return isLiteral ? keys : undefined;
}

/** The key with which a block has an instance, in a list; none where it does not. */
export function keyIn(block: Block, stack: Stack, key: Key): readonly Key[] {
  const keys = keysOf(block, stack);
  const present = withoutMoves(block, key);
  const isPossible = keys === undefined ? typeof present === typeOfKey(block) : keys.includes(present);
  return isPossible ? [present] : [];
}

function typeOfKey({ body }: Block): "number" | "string" {
  return "count" in body ? "number" : "string";
}

/** Terraform itself moves a single object to the first of `count`, and back. */
function withoutMoves({ body, isRepeated }: Block, key: Key): Key {
  if (key === undefined && "count" in body) {
    return 0;
  }
  return key === 0 && !isRepeated ? undefined : key;
}
