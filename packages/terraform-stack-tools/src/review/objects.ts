import type { Change } from "../plan/plan-json";
import { shown } from "../plan/read/planned-values";
import type { Json, JsonObject } from "../stack/json";
import { objectOf } from "../stack/json";
import type { SensitiveValues } from "./sensitive";
import type { ShownChange, ShownPlan, StateResource } from "./shown-plan";

/** An object before or after a plan, with marks for whatever is hidden or unknown. */
export interface PlannedObject extends Pick<StateResource, "address" | "mode" | "type" | "name" | "providerName"> {
  readonly values: JsonObject;
}

/** What exists before a plan and after it. What stays the same is the same object. */
export interface Objects {
  readonly before: readonly PlannedObject[];
  readonly after: readonly PlannedObject[];
  /** Both sides of each change, as far as there is one. */
  readonly sides: ReadonlyMap<ShownChange, Sides>;
}

export interface Sides {
  readonly before?: JsonObject;
  readonly after: JsonObject;
}

export function objectsOf(plan: ShownPlan, sensitive: SensitiveValues): Objects {
  const { resource_changes, prior, planned } = plan;
  const marked = (value: Json) => objectOf(sensitive.marked(value));
  const sides = new Map(resource_changes.map((one) => [one, sidesOf(one.change, marked)]));
  const changed = [...sides].map(([one, both]) => objectsIn(one, both));
  const told = new Set(resource_changes.map(({ address }) => address));
  // A plan with targets has no changes of the rest, and data that was read has none at all.
  const kept = uniqueOf(prior, told).map((one) => stateObject(one, marked));
  const others = resource_changes.length === 0 && prior.length === 0 ? uniqueOf(planned, told) : [];
  return {
    sides,
    before: [...changed.flatMap(({ before }) => before), ...kept],
    after: [...changed.flatMap(({ after }) => after), ...kept, ...others.map((one) => stateObject(one, marked))],
  };
}

function sidesOf(
  { before = null, after, after_unknown, before_sensitive, after_sensitive }: Change,
  marked: (value: Json) => JsonObject,
): Sides {
  return {
    ...(before === null ? {} : { before: marked(shown(before, false, before_sensitive)) }),
    after: marked(shown(after ?? {}, after_unknown, after_sensitive)),
  };
}

function objectsIn(
  { address, mode, type, name, provider_name, change: { actions } }: ShownChange,
  { before, after }: Sides,
): Omit<Objects, "sides"> {
  const own = { address, mode, type, name, providerName: provider_name };
  const old = before === undefined ? [] : [{ ...own, values: before }];
  const next = { ...own, values: after };
  // What is forgotten goes on to exist, also beside what takes its place.
  if (actions.includes("forget") && actions.length > 1) {
    const forgotten = old.map((one) => ({ ...one, address: `${address} (forgotten)` }));
    return { before: forgotten, after: [...forgotten, next] };
  }
  switch (actions[0]) {
    case "no-op":
    case "forget":
      return { before: old, after: old };
    default:
      return { before: old, after: actions.length === 1 && actions[0] === "delete" ? [] : [next] };
  }
}

function uniqueOf(resources: readonly StateResource[], told: ReadonlySet<string>): StateResource[] {
  return [...new Map(resources.map((one) => [one.address, one])).values()].filter(({ address }) => !told.has(address));
}

function stateObject({ values, sensitive, ...own }: StateResource, marked: (value: Json) => JsonObject): PlannedObject {
  return { ...own, values: marked(shown(values, false, sensitive)) };
}
