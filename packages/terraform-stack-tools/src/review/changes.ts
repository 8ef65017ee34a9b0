import type { CheckResult, PlannedChange } from "../plan";
import { Plan } from "../plan";
import { plannedChange, type ReportedChange, setArguments } from "../plan/read/planned-change";
import { shown, UNKNOWN } from "../plan/read/planned-values";
import { identifier } from "../stack/hidden-letters";
import { compare, isList, type Json, type JsonObject } from "../stack/json";
import { objectWith } from "../stack/members";
import { narrowed } from "./narrowed";
import type { Objects, Sides } from "./objects";
import type { SensitiveValues } from "./sensitive";
import type { ShownChange, ShownPlan } from "./shown-plan";

/** What a plan would do, in the words of this package. */
export function planOf(plan: ShownPlan, sensitive: SensitiveValues, sides: Objects["sides"]): Plan {
  const { output_changes, checks } = plan;
  const resources = [...sides].map(([reported, both]): [string, PlannedChange] => [
    reported.address,
    changeOf(reported, sensitive, both),
  ]);
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

function changeOf(reported: ShownChange, sensitive: SensitiveValues, sides: Sides): PlannedChange {
  const {
    change: { actions },
    previous_address,
    importing,
    type,
  } = reported;
  if (actions[0] === "no-op" && previous_address === undefined && importing === undefined) {
    return { action: "no-op" };
  }
  const update = narrowed(reported, sides);
  const change = plannedChange({
    ...(update ?? { reported, shown: shownOf(sides) }),
    configuration: {},
    schema: {},
    isImported: false,
    open: [],
    added: [],
    madeUp: sensitive,
  });
  const { values, changes, because } = change;
  const told = {
    ...change,
    ...(importing === undefined
      ? {}
      : { importedFrom: importing === null ? UNKNOWN : String(sensitive.marked(importing)) }),
    ...(because === undefined ? {} : { because: because.map(identifier) }),
    ...(values === undefined || update !== undefined ? {} : { values: named(withoutEmpty(values)) }),
    ...(changes === undefined ? {} : { changes: named(changes) }),
  };
  return update === undefined
    ? told
    : withValues(told, () => named(withoutEmpty(setArguments(type, objectWith(sides.after), {}, {}))));
}

function shownOf({ before, after }: Sides): ReportedChange["shown"] {
  return { ...(before === undefined ? {} : { before: objectWith(before) }), after: objectWith(after) };
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
