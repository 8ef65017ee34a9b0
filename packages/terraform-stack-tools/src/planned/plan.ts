import { compare, type Json, type JsonObject, lookUp, withVisibleLetters } from "../stack/json";
import { type Action, changeCounts, changeOf, type PlannedChange } from "./change";
import type { Change, ShownPlan } from "./plan-json";
import type { Masks } from "./sensitive";
import { assigned, differences, inline, isUnknownOffline, isUnset, shown, shownAt, UNKNOWN } from "./values";

/** Passed, failed, or known only after apply. */
export type CheckResult = "passed" | "failed" | "unknown";

const PLAN = Symbol.for("terraform-stack-tools.Plan");

/** What Terraform would do. */
export class Plan {
  constructor(
    /** By address, in order. */
    public readonly resources: Readonly<Record<string, PlannedChange>>,
    public readonly outputs: JsonObject,
    /** The results of check blocks, by address. Any other condition that fails makes the plan fail. */
    public readonly checks: Readonly<Record<string, CheckResult>>,
    /** Whether the plan compares with an earlier version. */
    public readonly isUpdate: boolean,
  ) {}

  /** Marks a plan, so that one of another copy of this package is recognized too. */
  public get [PLAN](): true {
    return true;
  }

  public static isPlan(value: unknown): value is Plan {
    return typeof value === "object" && value !== null && PLAN in value && value[PLAN] === true;
  }
}

/** An output that changes. */
export interface OutputChange {
  readonly action: string;
  readonly before: Json;
  readonly after: Json;
}

const RESULTS = { pass: "passed", fail: "failed", error: "failed", unknown: "unknown" } as const;

/** What a plan would do. @param isUpdate whether anything exists before it */
export function planOf(plan: ShownPlan, masks: Masks, isUpdate = existsBefore(plan)): Plan {
  const { resource_changes, output_changes, checks, engine } = plan;
  const resources = resource_changes.map((one): [string, PlannedChange] => [
    one.address,
    changeOf(one, masks, engine?.notesOn(one)),
  ]);
  const outputs = Object.entries(output_changes)
    .filter(([, { actions }]) => actions[0] !== "delete")
    .map(([name, { after, after_unknown, after_sensitive }]): [string, Json] => [
      name,
      masks.marked(shown(after, after_unknown, after_sensitive)),
    ]);
  const unset = (engine?.outputs ?? [])
    .filter((name) => !(name in output_changes))
    .map((name) => [name, null] as const);
  const own = checks.filter(({ address }) => address.kind === "check");
  const results = own.map(({ address, status }): [string, CheckResult] => [address.to_display, RESULTS[status]]);
  return new Plan(inOrder(resources), inOrder([...outputs, ...unset]), inOrder(results), isUpdate);
}

function existsBefore({ resource_changes, prior }: ShownPlan): boolean {
  return (
    resource_changes.some(({ change, mode }) => mode === "managed" && (change.before ?? null) !== null) ||
    prior.some(({ mode }) => mode === "managed")
  );
}

function inOrder<T>(entries: readonly (readonly [string, T])[]): Record<string, T> {
  return Object.fromEntries([...entries].sort(([left], [right]) => compare(left, right)));
}

/** The outputs of which a plan changes something, in order. Left out is what nobody knows before nor after. */
export function changedOutputs({ output_changes }: ShownPlan, masks: Masks): Record<string, OutputChange> {
  const changed = Object.entries(output_changes)
    .filter(([, change]) => change.actions[0] !== "no-op" && !isOpen(change, masks))
    .map(([name, { actions, before, after, after_unknown, before_sensitive, after_sensitive }]) => {
      const sides = {
        before: masks.marked(shown(before, false, before_sensitive)),
        after: masks.marked(shown(after, after_unknown, after_sensitive)),
      };
      return [name, { action: actions[0], ...sides }] as const;
    });
  return inOrder(changed);
}

/** Whether all that differs is a value that was made up before, in place of one that only the cloud knows. */
function isOpen({ actions, before, after, after_unknown }: Change, masks: Masks): boolean {
  if (actions[0] !== "update") {
    return false;
  }
  const [old, fresh] = [masks.marked(shown(before, false, false)), masks.marked(shown(after, after_unknown, false))];
  const isUnknown = (value: Json) => value === UNKNOWN || isUnknownOffline(value);
  const paths = differences(old, fresh);
  return (
    (isUnknown(old) || paths.length > 0) &&
    paths.every((path) => isUnknownOffline(shownAt(old, path)) && isUnknown(shownAt(fresh, path)))
  );
}

/** What was changed outside of the engine since the last apply. */
export interface Drift {
  readonly address: string;
  /** Whether it is no longer there. */
  readonly isDeleted?: true;
  /** By path. Empty where it is deleted. */
  readonly changes: Readonly<Record<string, DriftedValue>>;
  /** What the plan does with it. */
  readonly action: string;
}

export interface DriftedValue {
  readonly agreed: Json;
  readonly found: Json;
  /** What the plan makes of it. @default it stays as it was found */
  readonly after?: Json;
}

/** What was changed outside of the engine, without what a provider only says in other words. */
export function driftOf({ drift }: ShownPlan, { resources }: Plan, masks: Masks): Drift[] {
  return drift.flatMap((one): Drift[] => {
    const { address } = one;
    const { action, changes = {} } = changeOf(one, masks, undefined);
    const planned = lookUp(resources, address);
    if (action === "delete") {
      return [{ address, isDeleted: true, changes: {}, action: planned?.action ?? "no-op" }];
    }
    const told = Object.entries(changes)
      .filter(([, { before, after }]) => !(isUnset(before) && isUnset(after)))
      .map(([path, { before: agreed, after: found }]): [string, DriftedValue] => {
        const change = lookUp(planned?.changes ?? {}, path);
        return [path, { agreed, found, ...(change === undefined ? {} : { after: change.after }) }];
      });
    return told.length === 0
      ? []
      : [{ address, changes: Object.fromEntries(told), action: planned?.action ?? "no-op" }];
  });
}

/** A plan as a snapshot has it, which reads as what Terraform prints. @param indentation of all lines but the first */
export function planText(plan: Plan, indentation = ""): string {
  return printed(plan)
    .map((line, index) => (index === 0 || line === "" ? line : indentation + withVisibleLetters(line)))
    .join("\n");
}

/** An action without a sign changes nothing. */
const SIGNS: Readonly<Record<Action, string | undefined>> = {
  "no-op": undefined,
  create: "+",
  "import, changes unknown": "+",
  read: "<=",
  update: "~",
  "update, replacement unknown": "~?",
  replace: "-/+",
  delete: "-",
  "forget and create": "#/+",
  forget: "#",
};

/** The lines of a plan. Resources that do not change have none. */
function printed({ resources, outputs, checks, isUpdate }: Plan): string[] {
  const changes = Object.entries(resources).flatMap(([address, change]) => changeLines(address, change));
  const nothing = isUpdate ? "No changes." : "No resources.";
  const lines = changes.length > 0 ? [`Plan: ${changeCounts(Object.values(resources))}`, ...changes] : [nothing];
  const outputLines = Object.entries(outputs).flatMap(([name, value]) => assigned(name, value, "  "));
  const checkLines = Object.entries(checks).map(([address, result]) => `  ${address}: ${result}`);
  return [...lines, ...section("Outputs:", outputLines), ...section("Checks:", checkLines)];
}

function section(title: string, lines: readonly string[]): string[] {
  return lines.length > 0 ? ["", title, ...lines] : [];
}

function changeLines(address: string, change: PlannedChange): string[] {
  const sign = SIGNS[change.action];
  if (sign === undefined && change.movedFrom === undefined && change.importedFrom === undefined) {
    return [];
  }
  const start = change.createBeforeDestroy ? "+/-" : (sign ?? "→");
  const reason = change.reason === undefined ? [] : [`    # ${change.reason}`];
  return ["", `${start} ${address} (${notes(change).join("; ")})`, ...reason, ...valueLines(change)];
}

function notes({ action, movedFrom, importedFrom, because = [] }: PlannedChange): string[] {
  const forced = action === "replace" ? "forced" : "perhaps forced";
  return [
    ...(SIGNS[action] === undefined ? [] : [action]),
    ...(movedFrom === undefined ? [] : [`moved from ${movedFrom}`]),
    ...(importedFrom === undefined ? [] : [`imported by the id ${importedFrom}`]),
    ...(because.length === 0 ? [] : [`${forced} by ${because.join(", ")}`]),
  ];
}

/** The changes of an update, otherwise all values of something that is not merely moved. */
function valueLines(change: PlannedChange): string[] {
  const { action, changes } = change;
  if (changes !== undefined) {
    return Object.entries(changes).map(
      ([path, { before, after }]) => `    ${path} = ${inline(before)} -> ${inline(after)}`,
    );
  }
  return SIGNS[action] === undefined
    ? []
    : Object.entries(change.values ?? {}).flatMap(([name, value]) => assigned(name, value, "    "));
}
