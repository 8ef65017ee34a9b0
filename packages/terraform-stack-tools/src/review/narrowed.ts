import type { ReportedChange } from "../plan/read/planned-change";
import { isObject, type Json, type JsonObject, lookUp } from "../stack/json";
import type { Sides } from "./objects";
import type { ShownChange } from "./shown-plan";

/** An update with both of its sides, and with those of its arguments alone that may differ; undefined for any other change. */
export function narrowed(
  reported: ShownChange,
  { before, after, differing }: Sides,
): Pick<ReportedChange, "reported" | "shown"> | undefined {
  if (before === undefined || differing === undefined) {
    return undefined;
  }
  const { change } = reported;
  const [old, next, after_unknown] = [change.before, change.after, change.after_unknown].map((one) =>
    isObject(one) ? picked(differing, (name) => lookUp(one, name)) : (one ?? false),
  );
  return {
    reported: { ...reported, change: { ...change, before: old, after: next, after_unknown } },
    shown: { before: picked(differing, before.member), after: picked(differing, after.member) },
  };
}

function picked(names: Iterable<string>, member: (name: string) => Json | undefined): JsonObject {
  const found: [string, Json][] = [];
  for (const name of names) {
    const part = member(name);
    if (part !== undefined) {
      found.push([name, part]);
    }
  }
  return Object.fromEntries(found);
}
