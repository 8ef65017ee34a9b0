import { type Step, wholeReference } from "../../stack/expression/reference";
import { type Json, listOf, lookUp, objectOf } from "../../stack/json";
import { longest } from "./meaning";

/** What `each` and `count` stand for in an expression. */
export interface Each {
  readonly key?: string | number;
  /** The expression of the collection. */
  readonly forEach?: Json;
}

export interface Keyed {
  readonly key?: string | number;
}

/**
 * The instances that indexes by `each` or `count` mean: all of them, with the indexes, where the plan does not tell.
 * @param collection what the block is repeated for, where that is constant
 */
export function chosenBy<T extends Keyed>(
  indexes: readonly string[],
  every: readonly T[],
  each: Each,
  collection: Json | undefined,
): { readonly meant: readonly T[]; readonly undecided: readonly string[] } {
  if (every.length < 2 || indexes.length === 0) {
    return { meant: every, undecided: [] };
  }
  const texts = longest(indexes);
  const keys = texts.flatMap((text) => keyBy(text, each, collection) ?? []).map(String);
  const meant = every.filter(({ key }) => keys.includes(String(key)));
  return meant.length === 0 ? { meant: every, undecided: texts } : { meant, undecided: [] };
}

function keyBy(index: string, { key, forEach }: Each, collection: Json | undefined): string | number | undefined {
  if (index === "each.key" || index === "count.index") {
    return key;
  }
  const steps = wholeReference(index)?.steps.slice(1) ?? [];
  if (collection === undefined || key === undefined) {
    // The members of a set that is written out are their own keys.
    return steps.length === 0 && forEach === undefined ? key : undefined;
  }
  const value = [{ kind: "key", key } as const, ...steps].reduce<Json | undefined>(memberOf, collection);
  return typeof value === "string" || typeof value === "number" ? value : undefined;
}

export function memberOf(value: Json | undefined, step: Step): Json | undefined {
  switch (step.kind) {
    case "attribute":
      return lookUp(objectOf(value), step.name);
    case "key":
      return typeof step.key === "number" ? listOf(value)[step.key] : lookUp(objectOf(value), step.key);
    default:
      return undefined;
  }
}
