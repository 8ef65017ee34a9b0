import type { Change } from "../plan/plan-json";
import { shownMembers } from "../plan/read/planned-values";
import type { Json } from "../stack/json";
import { type Members, remembering } from "../stack/members";
import { differingNames } from "./differing";
import type { SensitiveValues } from "./sensitive";
import type { ShownChange, ShownPlan, StateResource } from "./shown-plan";

/** An object before or after a plan, with marks for whatever is hidden or unknown. */
export interface PlannedObject extends Pick<StateResource, "address" | "mode" | "type" | "name" | "providerName"> {
  readonly values: Members;
}

/** What exists before a plan and after it. What stays the same is the same object. */
export interface Objects {
  readonly before: readonly PlannedObject[];
  readonly after: readonly PlannedObject[];
  /** Both sides of each change, as far as there is one. */
  readonly sides: ReadonlyMap<ShownChange, Sides>;
}

export interface Sides {
  readonly before?: Members;
  readonly after: Members;
  /** The arguments that may differ. Undefined where any of them may. */
  readonly differing?: ReadonlySet<string>;
}

/** Shows a value with marks in place of what is unknown, marked as sensitive, or the same as something that is. */
type Marking = (value: Json, unknown: Json | undefined, marks: Json | undefined) => Members;

export function objectsOf(plan: ShownPlan, sensitive: SensitiveValues): Objects {
  const { resource_changes, prior, planned } = plan;
  const marked: Marking = (value, unknown, marks) => {
    const { names, member } = shownMembers(value, unknown, marks);
    return remembering({
      names,
      member: (name) => {
        const part = member(name);
        return part === undefined ? undefined : sensitive.marked(part);
      },
    });
  };
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

function sidesOf(change: Change, marked: Marking): Sides {
  const { before: old = null, after: next, after_unknown, before_sensitive, after_sensitive } = change;
  const after = marked(next ?? {}, after_unknown, after_sensitive);
  if (old === null) {
    return { after };
  }
  const before = marked(old, false, before_sensitive);
  const differing = differingNames(change);
  if (differing === undefined) {
    return { before, after };
  }
  // What stays the same is read once.
  const member = (name: string) => (differing.has(name) ? after : before).member(name);
  return { before, after: { names: after.names, member }, differing };
}

function objectsIn(
  { address, mode, type, name, provider_name, change: { actions } }: ShownChange,
  { before, after }: Sides,
): Pick<Objects, "before" | "after"> {
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

function stateObject({ values, sensitive, ...own }: StateResource, marked: Marking): PlannedObject {
  return { ...own, values: marked(values, false, sensitive) };
}
