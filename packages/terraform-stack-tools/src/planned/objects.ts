import { isList, isObject, type Json, type JsonObject, lookUp, objectOf, withoutHidden } from "../stack/json";
import { sidesOf } from "./change";
import { isLabelling } from "./differing";
import type { EngineNotes, ShownChange, ShownPlan, StateResource } from "./plan-json";
import { ADDRESS_ARGUMENT } from "./plan-json";
import { isMark } from "./values";

/** An object before or after a plan. */
export interface PlannedObject extends Pick<StateResource, "address" | "mode" | "type" | "name" | "providerName"> {
  /** What is known of it, whether everybody may read it or not. */
  readonly values: JsonObject;
  /** `true` in the places of values that nobody knows yet. */
  readonly unknown: Json;
  /** Of a plan that was made here: all values, with marks that may tell what takes the place of one comes from. */
  readonly marked?: JsonObject;
}

/** What exists before a plan and after it. What stays the same is the same object. */
export interface Objects {
  /** As the state has it. The same list as what is found, where nothing was changed outside of the engine. */
  readonly agreed: readonly PlannedObject[];
  /** As it was found. */
  readonly before: readonly PlannedObject[];
  readonly after: readonly PlannedObject[];
}

type Content = Pick<PlannedObject, "values" | "unknown" | "marked">;

export function objectsOf({ resource_changes, deferred, drift, prior, planned, engine }: ShownPlan): Objects {
  const named = new Set(resource_changes.map(({ address }) => address));
  const later = deferred.map(({ change }) => change).filter(({ address }) => !named.has(address));
  // What is deferred comes with another plan, and comes nevertheless.
  const changes = [...resource_changes, ...later];
  const changed = changes.map((change) => objectsIn(change, engine));
  const told = new Set(changes.map(({ address }) => address));
  // A plan with targets has no changes of the rest, and data that was read has none at all.
  const kept = uniqueOf(prior, told).map((one) => stateObject(one, engine));
  const others = resource_changes.length === 0 && prior.length === 0 ? uniqueOf(planned, told) : [];
  const former = engine?.former === undefined ? kept : formerOf(kept, engine.former, engine);
  const before = [...changed.flatMap((one) => one.before), ...former];
  return {
    agreed: drift.length === 0 ? before : agreedObjects(before, drift),
    before,
    after: [...changed.flatMap(({ after }) => after), ...kept, ...others.map((one) => stateObject(one, engine))],
  };
}

/** What is in no change, with the data sources as the earlier version has them. */
function formerOf(
  kept: readonly PlannedObject[],
  former: readonly StateResource[],
  engine: EngineNotes,
): PlannedObject[] {
  const known = new Map(kept.map((one) => [one.address, one]));
  const data = former.map((resource) => {
    const later = known.get(resource.address);
    const one = { ...stateObject(resource, engine), providerName: later?.providerName ?? resource.providerName };
    return later !== undefined && JSON.stringify(one.values) === JSON.stringify(later.values) ? later : one;
  });
  return [...kept.filter(({ mode }) => mode === "managed"), ...data];
}

/** What was there before somebody changed it, in the place of what was found. */
function agreedObjects(found: readonly PlannedObject[], drift: readonly ShownChange[]): PlannedObject[] {
  const drifted = new Set(drift.map(({ address }) => address));
  return [
    ...found.filter(({ address }) => !drifted.has(address)),
    ...drift.flatMap((one) => objectsIn(one, undefined).before),
  ];
}

function objectsIn(reported: ShownChange, engine: EngineNotes | undefined): Pick<Objects, "before" | "after"> {
  const { address, mode, type, name, provider_name, change } = reported;
  const { actions, before } = change;
  const own = { address, mode, type, name, providerName: provider_name };
  const content = contentOf(reported, engine);
  const old = isObject(before) ? [{ ...own, ...content.before }] : [];
  const next = { ...own, ...content.after };
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
      if (engine === undefined && isLabelling(change)) {
        return { before: [next], after: [next] };
      }
      return { before: old, after: actions.length === 1 && actions[0] === "delete" ? [] : [next] };
  }
}

function contentOf(
  reported: ShownChange,
  engine: EngineNotes | undefined,
): { readonly before: Content; readonly after: Content } {
  if (engine !== undefined) {
    const { old, fresh } = sidesOf(reported, engine.notesOn(reported));
    return { before: withMarks(engine.madeUp.marked(old)), after: withMarks(engine.madeUp.marked(fresh)) };
  }
  const { before, after, after_unknown: unknown = false } = reported.change;
  return {
    before: { values: objectOf(before), unknown: false },
    after: { values: objectOf(withoutUnknown(after ?? {}, unknown)), unknown },
  };
}

function withMarks(value: Json): Content {
  const { [ADDRESS_ARGUMENT]: _own, ...marked } = objectOf(value);
  return { values: objectOf(withoutHidden(marked, isMark)), unknown: marksIn(marked), marked };
}

function marksIn(value: Json): Json {
  if (isList(value)) {
    return value.map(marksIn);
  }
  return isObject(value)
    ? Object.fromEntries(Object.entries(value).map(([name, part]) => [name, marksIn(part)]))
    : isMark(value);
}

function uniqueOf(resources: readonly StateResource[], told: ReadonlySet<string>): StateResource[] {
  return [...new Map(resources.map((one) => [one.address, one])).values()].filter(({ address }) => !told.has(address));
}

function stateObject(
  { values, sensitive: _marks, ...own }: StateResource,
  engine: EngineNotes | undefined,
): PlannedObject {
  return engine === undefined
    ? { ...own, values, unknown: false }
    : { ...own, ...withMarks(engine.madeUp.marked(withoutMadeUp(values, engine.given(own.address)))) };
}

/** A number or a truth value has no mark that tells that it is made up. */
function withoutMadeUp(values: JsonObject, given: readonly string[]): JsonObject {
  const known = Object.entries(values).filter(([name, value]) => given.includes(name) || isText(value));
  return Object.fromEntries(known);
}

function isText(value: Json): boolean {
  return typeof value !== "number" && typeof value !== "boolean";
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
