import { identifier } from "../stack/hidden-letters";
import { compare, isList, isObject, type Json, type JsonObject, lookUp } from "../stack/json";
import { type Members, objectWith, remembering } from "../stack/members";
import { type PlannedChange, plannedChange, type ReportedChange, setArguments } from "./change";
import { differingNames } from "./differing";
import { type CheckResult, Plan } from "./plan";
import type { SensitiveValues } from "./sensitive";
import type { ShownChange, ShownPlan } from "./shown-plan";
import { shown, shownMembers, UNKNOWN } from "./values";

/** What a plan would do, in the words of this package. */
export function planOf(plan: ShownPlan, sensitive: SensitiveValues): Plan {
  const { resource_changes, output_changes, checks } = plan;
  const resources = resource_changes.map((one): [string, PlannedChange] => [one.address, changeOf(one, sensitive)]);
  const outputs = Object.entries(output_changes)
    .filter(([, { actions }]) => actions[0] !== "delete")
    .map(([name, { after, after_unknown, after_sensitive }]): [string, Json] => [
      name,
      sensitive.marked(shown(after, after_unknown, after_sensitive)),
    ]);
  const own = checks.filter(({ address }) => address.kind === "check");
  const results = own.map(({ address, status }): [string, CheckResult] => [address.to_display, RESULTS[status]]);
  return new Plan(inOrder(resources), inOrder(outputs), inOrder(results), isUpdate(plan));
}

const RESULTS = { pass: "passed", fail: "failed", error: "failed", unknown: "unknown" } as const;

/** Whether anything exists before it. */
function isUpdate({ resource_changes, prior }: ShownPlan): boolean {
  return (
    resource_changes.some(({ change, mode }) => mode === "managed" && (change.before ?? null) !== null) ||
    prior.some(({ mode }) => mode === "managed")
  );
}

function changeOf(reported: ShownChange, sensitive: SensitiveValues): PlannedChange {
  const {
    change: { actions },
    previous_address,
    importing,
    type,
  } = reported;
  if (actions[0] === "no-op" && previous_address === undefined && importing === undefined) {
    return { action: "no-op" };
  }
  const { after: values, ...compared } = shownSides(reported, sensitive);
  const change = plannedChange({
    ...compared,
    configuration: {},
    schema: {},
    isImported: false,
    open: [],
    added: [],
    madeUp: sensitive,
  });
  const { values: all, changes, because } = change;
  const told = {
    ...change,
    ...(importing === undefined
      ? {}
      : { importedFrom: importing === null ? UNKNOWN : String(sensitive.marked(importing)) }),
    ...(because === undefined ? {} : { because: because.map(identifier) }),
    ...(all === undefined || values !== undefined ? {} : { values: named(withoutEmpty(all)) }),
    ...(changes === undefined ? {} : { changes: named(changes) }),
  };
  return values === undefined
    ? told
    : withValues(told, () => named(withoutEmpty(setArguments(type, objectWith(values), {}, {}))));
}

type Compared = Pick<ReportedChange, "reported" | "shown">;

/** Both sides as they are shown: of an update, those of its arguments alone that may differ, beside all that is after it. */
function shownSides(reported: ShownChange, sensitive: SensitiveValues): Compared & { readonly after?: Members } {
  const { change } = reported;
  const { before = null, after, after_unknown, before_sensitive, after_sensitive } = change;
  const fresh = masked(shownMembers(after ?? {}, after_unknown, after_sensitive), sensitive);
  if (before === null) {
    return { reported, shown: { after: objectWith(fresh) } };
  }
  const old = masked(shownMembers(before, false, before_sensitive), sensitive);
  const names = differingNames(change);
  if (names === undefined) {
    return { reported, shown: { before: objectWith(old), after: objectWith(fresh) } };
  }
  const own = (side: Json | undefined): Json =>
    isObject(side) ? picked(names, (name) => lookUp(side, name)) : (side ?? false);
  const narrowed = { ...change, before: own(before), after: own(after), after_unknown: own(after_unknown) };
  return {
    reported: { ...reported, change: narrowed },
    shown: { before: picked(names, old.member), after: picked(names, fresh.member) },
    after: fresh,
  };
}

function masked({ names, member }: Members, sensitive: SensitiveValues): Members {
  return remembering({
    names,
    member: (name) => {
      const part = member(name);
      return part === undefined ? undefined : sensitive.marked(part);
    },
  });
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

/** Of an update, most reports tell what changes and nothing else. */
function withValues(change: PlannedChange, read: () => JsonObject): PlannedChange {
  let known: JsonObject | undefined;
  return {
    ...change,
    get values() {
      known ??= read();
      return known;
    },
  };
}

function named<T>(all: Readonly<Record<string, T>>): Record<string, T> {
  return Object.fromEntries(Object.entries(all).map(([name, one]) => [identifier(name), one]));
}

/** A plan lists every block that a resource could have. */
function withoutEmpty(values: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => !(isList(value) && value.length === 0)));
}

function inOrder<T>(entries: readonly (readonly [string, T])[]): Record<string, T> {
  return Object.fromEntries([...entries].sort(([left], [right]) => compare(left, right)));
}
