import { isList, isObject, type Json, type JsonObject, lookUp, objectOf } from "../stack/json";
import type { ShownChange, ShownPlan, StateResource } from "./shown-plan";

/** An object before or after a plan. */
export interface PlannedObject extends Pick<StateResource, "address" | "mode" | "type" | "name" | "providerName"> {
  /** What is known of it, whether everybody may read it or not. */
  readonly values: JsonObject;
  /** `true` in the places of values that nobody knows yet. */
  readonly unknown: Json;
}

/** What exists before a plan and after it. What stays the same is the same object. */
export interface Objects {
  readonly before: readonly PlannedObject[];
  readonly after: readonly PlannedObject[];
}

export function objectsOf({ resource_changes, prior, planned }: ShownPlan): Objects {
  const changed = resource_changes.map(objectsIn);
  const told = new Set(resource_changes.map(({ address }) => address));
  // A plan with targets has no changes of the rest, and data that was read has none at all.
  const kept = uniqueOf(prior, told).map(stateObject);
  const others = resource_changes.length === 0 && prior.length === 0 ? uniqueOf(planned, told) : [];
  return {
    before: [...changed.flatMap(({ before }) => before), ...kept],
    after: [...changed.flatMap(({ after }) => after), ...kept, ...others.map(stateObject)],
  };
}

function objectsIn({ address, mode, type, name, provider_name, change }: ShownChange): Objects {
  const { actions, before, after, after_unknown: unknown = false } = change;
  const own = { address, mode, type, name, providerName: provider_name };
  const old = isObject(before) ? [{ ...own, values: before, unknown: false }] : [];
  const next = { ...own, values: objectOf(withoutUnknown(after ?? {}, unknown)), unknown };
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

function stateObject({ values, sensitive: _marks, ...own }: StateResource): PlannedObject {
  return { ...own, values, unknown: false };
}

/** A value without what is marked. Engines leave it out anyway, so that most values are themselves. */
function withoutUnknown(value: Json, unknown: Json): Json | undefined {
  if (unknown === true) {
    return undefined;
  }
  if (isList(value) && isList(unknown)) {
    const parts = value.map((part, index) => withoutUnknown(part, unknown[index] ?? false) ?? null);
    return parts.every((part, index) => part === value[index]) ? value : parts;
  }
  if (!isObject(value) || !isObject(unknown)) {
    return value;
  }
  const changed = Object.keys(unknown).flatMap((name) => {
    const part = lookUp(value, name);
    const known = part === undefined ? undefined : withoutUnknown(part, unknown[name]);
    return known === part ? [] : [[name, known] as const];
  });
  if (changed.length === 0) {
    return value;
  }
  const replaced = new Map(changed);
  const members = Object.entries(value).map(([name, part]) => [name, replaced.has(name) ? replaced.get(name) : part]);
  return Object.fromEntries(members.filter(([, part]) => part !== undefined));
}
