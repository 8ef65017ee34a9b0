import type { BlockSchema } from "../../providers/schema";
import { type Json, type JsonObject, objectOf } from "../../terraform/json";
import type { ChangeAction, ResourceChange } from "../engine/plan-json";
import { differences, isSetIn, type Path, printPath } from "./path";
import { type MadeUpTexts, shown, shownAt, UNKNOWN, withComputed, withoutMadeUp } from "./planned-values";
import type { Replacement } from "./replacement";

export type Action = ChangeAction | "import" | "replace" | "update, replacement unknown";

/** What would happen to one resource. */
export interface PlannedChange {
  readonly action: Action;
  /** The address before the resource moved. */
  readonly movedFrom?: string;
  /** The arguments that force the replacement, or those that may force one if the action says that this is unknown. */
  readonly because?: readonly string[];
  /** Whether the new resource is created before the old one is destroyed. */
  readonly createBeforeDestroy?: boolean;
  /** The values after the change. */
  readonly values?: JsonObject;
  /** What changes, by path. */
  readonly changes?: Readonly<Record<string, ValueChange>>;
}

export interface ValueChange {
  readonly before: Json;
  readonly after: Json;
}

/** Everything that is known about a change that Terraform reports. */
export interface ReportedChange {
  readonly reported: ResourceChange;
  /** The body of the resource in the stack. */
  readonly configuration: JsonObject;
  /** The body of the resource in the earlier version. */
  readonly existing: JsonObject;
  /** Empty for a resource in a module, whose configuration is not read. */
  readonly schema: BlockSchema;
  readonly isImported: boolean;
  /** Whether it is known which arguments replace such a resource. */
  readonly isKnown: boolean;
  readonly replacement: Replacement;
  /** Texts that represent something unknown. */
  readonly madeUp: MadeUpTexts;
}

export function plannedChange(change: ReportedChange): PlannedChange {
  const { reported, madeUp } = change;
  const action = actionOf(change);
  const { old, values } = shownValues(change, action);
  const changes = changesOf(change, old, values);
  if (action === "update" && !madeUp.isEmpty && Object.keys(changes).length === 0) {
    // OpenTofu makes up other answers for what neither version sets. No provider would change it.
    return { action: "no-op", values: withoutRandomId(reported.type, values) };
  }
  const because = reasons(change, action);
  return {
    action,
    ...(reported.previous_address === undefined ? {} : { movedFrom: reported.previous_address }),
    ...(because.length > 0 ? { because } : {}),
    ...(action === "replace" && reported.change.actions[0] === "create" ? { createBeforeDestroy: true } : {}),
    ...(action === "delete" || action === "forget" ? {} : { values: withoutRandomId(reported.type, values) }),
    ...(action === "replace" || action.startsWith("update") ? { changes } : {}),
  };
}

function actionOf({ reported, isImported, isKnown, replacement }: ReportedChange): Action {
  const [first, second] = reported.change.actions;
  const isUncertain = replacement.uncertain.length > 0;
  if (second !== undefined) {
    return "replace";
  }
  switch (first) {
    case "create":
      return isImported ? "import" : "create";
    case "update":
      return isUncertain || !isKnown ? "update, replacement unknown" : "update";
    case "no-op":
      return isUncertain ? "update, replacement unknown" : "no-op";
    default:
      return first;
  }
}

/** The values before and after, with marks for whatever is hidden or unknown. */
function shownValues(
  { reported, configuration, schema, madeUp }: ReportedChange,
  action: Action,
): Record<"old" | "values", JsonObject> {
  const { before, after, after_unknown, before_sensitive, after_sensitive } = reported.change;
  const isNew = action === "create" || action === "import" || action === "replace";
  const old = objectOf(shown(before ?? {}, false, before_sensitive));
  const values = objectOf(shown(after ?? {}, after_unknown, after_sensitive));
  return {
    old: withComputed(old, configuration, schema, false),
    values: objectOf(withoutMadeUp(withComputed(values, configuration, schema, isNew), madeUp)),
  };
}

function reasons({ reported, replacement }: ReportedChange, action: Action): readonly string[] {
  if (action === "update, replacement unknown") {
    return replacement.uncertain;
  }
  if (action !== "replace") {
    return [];
  }
  if (replacement.forced.length > 0) {
    return replacement.forced;
  }
  // Terraform's own reasons.
  const paths = (reported.change.replace_paths ?? []).map(printPath);
  const triggers = reported.action_reason === "replace_by_triggers" ? ["replace_triggered_by"] : [];
  return paths.length > 0 ? paths : triggers;
}

/**
 * Compares values before anything is hidden, so that a changed secret counts as a change. What neither version of the
 * stack sets is left out, because the provider decides it.
 */
function changesOf(change: ReportedChange, old: JsonObject, values: JsonObject): Record<string, ValueChange> {
  const { reported, configuration, existing, schema, madeUp } = change;
  const { before, after, after_unknown } = reported.change;
  const isSet = (path: Path) =>
    isSetIn(configuration, path) || isSetIn(existing, path) || schema.attributes === undefined;
  // OpenTofu makes up an answer for an argument that is left to the provider, although the provider keeps the value it
  // has.
  const isMadeUp = (path: Path) =>
    !isSetIn(configuration, path) &&
    shownAt(values, path) === UNKNOWN &&
    madeUp.isIn(String(shownAt(after ?? null, path)));
  const paths = differences(shown(before, false, false), shown(after, after_unknown, false)).filter(
    (path) => isSet(path) && !isMadeUp(path) && !isRandomId(reported.type, path),
  );
  return Object.fromEntries(
    paths.map((path) => [printPath(path), { before: shownAt(old, path), after: shownAt(values, path) }]),
  );
}

/** Terraform itself generates the id of `terraform_data`, the one type that is not mocked, at random. */
function isRandomId(type: string, path: Path): boolean {
  return type === "terraform_data" && path[0] === "id";
}

function withoutRandomId(type: string, values: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(values).filter(([name]) => !isRandomId(type, [name])));
}
