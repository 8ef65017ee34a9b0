import type { Change } from "../plan/plan-json";
import { hasNone } from "../plan/read/planned-values";
import { isList, isObject, type Json, type JsonObject, lookUp } from "../stack/json";
import type { Sides } from "./objects";
import type { ShownChange } from "./shown-plan";

/** An update with both of its sides, and with those of its arguments alone that may differ; undefined for any other change. */
export function narrowed(
  reported: ShownChange,
  sides: Sides,
): { readonly reported: ShownChange; readonly sides: Sides } | undefined {
  const { change } = reported;
  const names = namesThatDiffer(change);
  if (names === undefined || sides.before === undefined) {
    return undefined;
  }
  const [before, after, after_unknown] = [change.before, change.after, change.after_unknown].map((one) =>
    isObject(one) ? picked(one, names) : (one ?? false),
  );
  return {
    reported: { ...reported, change: { ...change, before, after, after_unknown } },
    sides: { before: picked(sides.before, names), after: picked(sides.after, names) },
  };
}

function picked(value: JsonObject, names: readonly string[]): JsonObject {
  return Object.fromEntries(
    names.flatMap((name): [string, Json][] => {
      const part = lookUp(value, name);
      return part === undefined ? [] : [[name, part]];
    }),
  );
}

/** The arguments of an update that differ, or of which nobody knows whether they do. */
function namesThatDiffer({ actions, before, after, after_unknown: unknown }: Change): string[] | undefined {
  const isUpdate = actions.length === 1 && actions[0] === "update";
  if (!isUpdate || !isObject(before) || !isObject(after) || unknown === true || isList(unknown)) {
    return undefined;
  }
  const found = new Set<string>();
  const [old, next] = [Object.keys(before), Object.keys(after)];
  for (const name of haveSameItems(old, next) ? old : [...old, ...next]) {
    if (!isSame(lookUp(before, name), lookUp(after, name))) {
      found.add(name);
    }
  }
  for (const [name, marks] of Object.entries(isObject(unknown) ? unknown : {})) {
    if (!hasNone(marks)) {
      found.add(name);
    }
  }
  return [...found];
}

/** Whether two values are the same, with names in the same order, as engines print them. */
function isSame(one: Json | undefined, other: Json | undefined): boolean {
  if (isList(one) && isList(other)) {
    return one.length === other.length && one.every((part, index) => isSame(part, other[index]));
  }
  if (isObject(one) && isObject(other)) {
    const names = Object.keys(one);
    return haveSameItems(names, Object.keys(other)) && names.every((name) => isSame(one[name], other[name]));
  }
  return one === other;
}

function haveSameItems(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((item, index) => item === other[index]);
}
