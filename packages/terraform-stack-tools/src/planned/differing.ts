import { isList, isObject, type Json, type JsonObject, lookUp } from "../stack/json";
import { once } from "../stack/once";
import type { Change } from "./plan-json";
import { hasNone } from "./values";

/**
 * The arguments of an update of which the sides may differ: in their values, in what is known of them, or in what is sensitive.
 * Undefined where any of them may, and for any other change.
 */
export const differingNames = once((change: Change): ReadonlySet<string> | undefined => {
  const { actions, before, after } = change;
  const [unknown, old, marks] = [change.after_unknown, change.before_sensitive, change.after_sensitive].map(marksIn);
  const isUpdate = actions.length === 1 && actions[0] === "update";
  if (!isUpdate || !isObject(before) || !isObject(after) || !unknown || !old || !marks) {
    return undefined;
  }
  const unsure = Object.keys(unknown).filter(
    // What is known may still have the form of a list or an object in which marks are.
    (name) => !hasNone(unknown[name]) || !hasNone(lookUp(marks, name)) || lookUp(after, name) === undefined,
  );
  return new Set([...differing(before, after), ...differing(old, marks), ...unsure]);
});

/** Whether an update changes nothing but what something is labelled with, so that it does and allows what it did. */
export function isLabelling(change: Change): boolean {
  const names = differingNames(change);
  return names !== undefined && names.size > 0 && [...names].every((name) => LABELS.includes(name));
}

const LABELS = ["tags", "tags_all"];

/** Undefined for marks of a value as a whole. */
function marksIn(marks: Json | undefined): JsonObject | undefined {
  if (isObject(marks)) {
    return marks;
  }
  return marks === undefined || marks === null || marks === false ? {} : undefined;
}

function differing(one: JsonObject, other: JsonObject): string[] {
  const [names, others] = [Object.keys(one), Object.keys(other)];
  return haveSameItems(names, others)
    ? names.filter((name) => !isSame(one[name], other[name]))
    : [...names, ...others].filter((name) => !isSame(lookUp(one, name), lookUp(other, name)));
}

/** Whether two values are the same, with names in the same order, as engines print them. */
function isSame(one: Json | undefined, other: Json | undefined): boolean {
  if (one === other) {
    return true;
  }
  if (isList(one) && isList(other)) {
    return one.length === other.length && one.every((part, index) => isSame(part, other[index]));
  }
  if (isObject(one) && isObject(other)) {
    const names = Object.keys(one);
    return haveSameItems(names, Object.keys(other)) && names.every((name) => isSame(one[name], other[name]));
  }
  return false;
}

function haveSameItems(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((item, index) => item === other[index]);
}
