import { namedValue } from "./definitions";
import { literalKeys } from "./expression/literal-keys";
import { blockOf, type Json } from "./json";
import type { Block, Stack } from "./stack";

/**
 * The keys of a block's instances that are written in it, in the local value that it names, or in the default of a variable;
 * none where others decide.
 */
export function writtenKeys({ body }: Block, stack: Pick<Stack, "locals" | "variables">): string[] {
  return literalKeys(namedValue(body.for_each, stack) ?? body.for_each);
}

export type Key = string | number | undefined;

/** More instances are not listed one by one. */
const MAXIMUM_INSTANCES = 10_000;

/** The keys of a block's instances; undefined where only Terraform can evaluate them. */
export function keysOf(block: Block, stack: Stack): readonly Key[] | undefined {
  const { body, isRepeated } = block;
  if (!isRepeated) {
    return oneIf(blockOf(body.lifecycle).enabled);
  }
  if ("count" in body) {
    const count = /^\d{1,5}$/.test(String(body.count)) ? Number(body.count) : MAXIMUM_INSTANCES;
    return count < MAXIMUM_INSTANCES ? [...Array(count).keys()] : undefined;
  }
  const keys = writtenKeys(block, stack);
  const isLiteral = keys.length > 0 && keys.every((key) => !/[$%]\{/.test(key));
  return isLiteral ? keys : undefined;
}

/** OpenTofu, "The enabled Meta-Argument", read on 2026-11-28: it decides whether there is an instance. */
function oneIf(enabled: Json = true): readonly Key[] | undefined {
  if (typeof enabled === "boolean") {
    return enabled ? [undefined] : [];
  }
  return undefined;
}

/** The key with which a block has an instance, in a list; none where it does not. */
export function keyIn(block: Block, stack: Stack, key: Key): readonly Key[] {
  const keys = keysOf(block, stack);
  const present = withoutMoves(block, key);
  const isPossible = keys === undefined ? typeof present === typeOfKey(block) : keys.includes(present);
  return isPossible ? [present] : [];
}

function typeOfKey({ body, isRepeated }: Block): "number" | "string" | "undefined" {
  if (!isRepeated) {
    return "undefined";
  }
  return "count" in body ? "number" : "string";
}

/**
 * Terraform itself moves a single resource to the first of `count`, and back. Modules it does not move. Terraform,
 * "Refactor modules", read on 2026-11-28.
 */
function withoutMoves({ kind, body, isRepeated }: Block, key: Key): Key {
  if (kind === "resource" && key === undefined && "count" in body) {
    return 0;
  }
  return kind === "resource" && key === 0 && !isRepeated ? undefined : key;
}
