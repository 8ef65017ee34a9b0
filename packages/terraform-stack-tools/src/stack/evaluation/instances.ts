import { blockOf, type JsonObject } from "../json";
import { evaluated, type Scope } from "./evaluator";
import { numberIn } from "./functions";
import { isKnownList, isKnownObject, type Known, textIn } from "./known";

/** The key of an instance; undefined for the only one of a block that is not repeated. */
export type InstanceKey = number | string | undefined;

export interface Instances {
  readonly repetition: "none" | "count" | "for_each";
  /** Undefined where only a plan tells. */
  readonly keys?: readonly InstanceKey[];
}

/** The instances of a block, with its body. `dynamic` blocks in it make none. */
export function instancesOf({ count, for_each: forEach, lifecycle }: JsonObject, scope: Scope): Instances {
  if (forEach !== undefined && forEach !== null) {
    return { repetition: "for_each", keys: keysIn(evaluated(forEach, scope)) };
  }
  if (count !== undefined && count !== null) {
    return { repetition: "count", keys: numbersTo(numberIn(evaluated(count, scope))) };
  }
  return { repetition: "none", keys: oneIf(evaluated(blockOf(lifecycle).enabled ?? true, scope)) };
}

/** OpenTofu, "The enabled Meta-Argument", read on 2026-11-28: it decides whether there is an instance. */
function oneIf(enabled: Known | undefined): undefined[] | undefined {
  switch (textIn(enabled)) {
    case "true":
      return [undefined];
    case "false":
      return [];
    default:
      return undefined;
  }
}

function keysIn(value: Known | undefined): string[] | undefined {
  if (isKnownObject(value)) {
    return Object.keys(value);
  }
  const texts = isKnownList(value) ? value.map(textIn) : undefined;
  return texts?.every((text) => text !== undefined) ? [...new Set(texts)] : undefined;
}

/** More instances than any state holds of one block. */
const MAXIMUM_COUNT = 100_000;

function numbersTo(count: number | undefined): number[] | undefined {
  return count === undefined || count > MAXIMUM_COUNT
    ? undefined
    : Array.from({ length: Math.max(0, Math.trunc(count)) }, (_element, index) => index);
}
