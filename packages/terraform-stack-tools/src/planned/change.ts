import { ADDRESS_ARGUMENT } from "../plan/job";
import type { BlockSchema } from "../providers/schema";
import { type Json, type JsonObject, objectOf } from "../stack/json";
import type { MadeUpTexts } from "./made-up-texts";
import { differences, isIn, type Path, printPath } from "./path";
import type { ChangeAction, ResourceChange } from "./plan-json";
import { isUnknownOffline, SENSITIVE, shown, shownAt, UNKNOWN, withOpen, withoutUnset } from "./values";

export type Action =
  | ChangeAction
  | "replace"
  | "forget and create"
  | "import, changes unknown"
  | "update, replacement unknown";

/** What would happen to one resource. */
export interface PlannedChange {
  readonly action: Action;
  /** The address before the resource moved. */
  readonly movedFrom?: string;
  /** The id by which the plan brings it into the state. */
  readonly importedFrom?: string;
  /** The arguments that force the replacement, or those that may force one if the action says that this is unknown. */
  readonly because?: readonly string[];
  /** Why something about the change is unknown, in a sentence without a full stop. */
  readonly reason?: string;
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
  /** The same change in a plan that replaces nothing that may perhaps be updated in place. */
  readonly inPlace?: ResourceChange;
  /** The body of the resource in the stack; empty for a resource in a module, whose configuration is not read. */
  readonly configuration: JsonObject;
  readonly schema: BlockSchema;
  readonly isImported: boolean;
  /** What the provider left open in the earlier version; the empty path if it did not plan it. */
  readonly open: readonly Path[];
  /** Arguments and blocks that the provider of the earlier version did not know. */
  readonly added: readonly string[];
  /** Why the provider did not plan the resource. */
  readonly unplanned?: string;
  readonly madeUp: Pick<MadeUpTexts, "marked">;
  /** Both sides as they are shown, with all marks. @default they are read from what is reported */
  readonly shown?: { readonly before?: JsonObject; readonly after: JsonObject };
}

export function plannedChange(change: ReportedChange): PlannedChange {
  const { reported, inPlace } = change;
  const isReplacementUnknown = isReplaced(reported) && inPlace !== undefined && !isReplaced(inPlace);
  const told = isReplacementUnknown ? { ...change, reported: inPlace } : change;
  const { old, values } = shownValues(told);
  const isCompared = isReplaced(reported) || reported.change.actions[0] === "update";
  const changes = isCompared ? changesOf(told, old, values) : {};
  const filledIn = Object.keys(changes).length === 0 ? filledInBy(change) : [];
  const isUnknown = isReplacementUnknown || (reported.change.actions[0] === "update" && filledIn.length > 0);
  const action = isUnknown ? "update, replacement unknown" : actionOf(change, changes);
  const because = reasons(change, isReplacementUnknown, isUnknown ? filledIn : [], (path) =>
    visiblePath(path, old, values),
  );
  const reason = reasonOf(change, action, because);
  return {
    action,
    ...(reported.previous_address === undefined ? {} : { movedFrom: reported.previous_address }),
    ...(because.length > 0 ? { because } : {}),
    ...(reason === undefined ? {} : { reason }),
    ...(action === "replace" && reported.change.actions[0] === "create" ? { createBeforeDestroy: true } : {}),
    ...(action === "delete" || action === "forget" ? {} : { values }),
    ...(action === "replace" || action.startsWith("update") ? { changes } : {}),
  };
}

/** What the later version of the provider fills in, although the stack does not set it. */
function filledInBy({ reported: { change }, configuration, added }: ReportedChange): string[] {
  const [before, after] = [objectOf(change.before), objectOf(change.after)];
  return added.filter((name) => !(name in configuration) && !isSame(before[name] ?? null, after[name] ?? null)).sort();
}

function isReplaced({ change }: ResourceChange): boolean {
  return change.actions.length > 1;
}

function actionOf({ reported, isImported }: ReportedChange, changes: Readonly<Record<string, ValueChange>>): Action {
  const [first, second] = reported.change.actions;
  if (isReplaced(reported)) {
    return first === "forget" || second === "forget" ? "forget and create" : "replace";
  }
  if (first === "create" && isImported) {
    return "import, changes unknown";
  }
  // A resource that has moved tells another address.
  return first === "update" && Object.keys(changes).length === 0 ? "no-op" : first;
}

/** The arguments that a value has: without what is not set, and without what says nothing about a stack. */
export function setArguments(type: string, value: Json, configuration: JsonObject, schema: BlockSchema): JsonObject {
  const members = Object.entries(objectOf(value)).filter(([name]) => !isInternal(type, name));
  return withoutUnset(Object.fromEntries(members), configuration, schema);
}

/** The values before and after, with marks for whatever is hidden or unknown. */
function shownValues({ reported, configuration, schema, open, madeUp, shown: sides }: ReportedChange) {
  const finished = (value: Json) => setArguments(reported.type, value, configuration, schema);
  if (sides !== undefined) {
    return { old: finished(sides.before ?? {}), values: finished(sides.after) };
  }
  const places = open.filter(({ length }) => length > 0);
  const { before, after, after_unknown, before_sensitive, after_sensitive } = reported.change;
  // What the provider derives from a made-up value is made up, too.
  const isDerived = ([name]: Path) => Object.keys(configuration).length > 0 && !(String(name) in configuration);
  const isKept = (path: Path) => isDerived(path) || isSame(shownAt(before ?? null, path), shownAt(after ?? null, path));
  const old = withOpen(shown(before ?? {}, false, before_sensitive), places, () => true);
  const fresh = withOpen(shown(after ?? {}, after_unknown, after_sensitive), places, isKept);
  return { old: finished(madeUp.marked(old)), values: finished(madeUp.marked(fresh)) };
}

function isSame(before: Json, after: Json): boolean {
  return JSON.stringify(before) === JSON.stringify(after);
}

function reasons(
  { reported, open }: ReportedChange,
  isReplacementUnknown: boolean,
  filledIn: readonly string[],
  visible: (path: Path) => Path,
): readonly string[] {
  if (!isReplaced(reported)) {
    return filledIn;
  }
  const paths = reported.change.replace_paths ?? [];
  const known = isReplacementUnknown ? paths : paths.filter((path) => !isIn(path, open));
  const triggers = reported.action_reason === "replace_by_triggers" ? ["replace_triggered_by"] : [];
  return known.length > 0 ? [...new Set(known.map(visible).map(printPath))].sort() : triggers;
}

function reasonOf(
  { reported, open, unplanned }: ReportedChange,
  action: Action,
  because: readonly string[],
): string | undefined {
  if (action === "import, changes unknown") {
    return "a plan without the cloud does not read the object that is imported";
  }
  if (unplanned !== undefined) {
    return action === "no-op" ? undefined : unplanned;
  }
  if (action !== "update, replacement unknown") {
    return undefined;
  }
  if (!isReplaced(reported)) {
    return `the later version of the provider fills in ${because.join(", ")}, and only the cloud knows the value that is there`;
  }
  const isOpen = (reported.change.replace_paths ?? []).some((path) => isIn(path, open));
  return isOpen
    ? `the existing version leaves ${because.join(", ")} to the provider, and only the cloud knows what was chosen`
    : "it depends on a resource whose replacement is unknown";
}

/**
 * Compares values before anything is hidden, so that a changed secret counts as a change. Left out is what nobody knows
 * before nor after.
 */
function changesOf(change: ReportedChange, old: JsonObject, values: JsonObject): Record<string, ValueChange> {
  const { reported, open, added, configuration } = change;
  const { before, after, after_unknown } = reported.change;
  const isFilledIn = ([name]: Path) => added.includes(String(name)) && !(String(name) in configuration);
  const places = open.filter(({ length }) => length > 0);
  const isUnknown = (path: Path) =>
    isIn(path, places) &&
    (isUnknownOffline(shownAt(values, path)) || shownAt(shown(after, after_unknown, false), path) === UNKNOWN);
  const paths = differences(shown(before, false, false), shown(after, after_unknown, false)).filter(
    (path) => !isInternal(reported.type, String(path[0])) && !isUnknown(path) && !isFilledIn(path),
  );
  return Object.fromEntries(
    paths
      .map((path) => visiblePath(path, old, values))
      .map((path) => [printPath(path), { before: shownAt(old, path), after: shownAt(values, path) }]),
  );
}

/** A place, or the one around it that is sensitive as a whole: the keys in that are no names that everybody may know. */
function visiblePath(path: Path, old: JsonObject, values: JsonObject): Path {
  const isHidden = (place: Path) => [old, values].some((side) => shownAt(side, place) === SENSITIVE);
  const end = path.findIndex((_, index) => isHidden(path.slice(0, index + 1)));
  return end === -1 ? path : path.slice(0, end + 1);
}

/** What says nothing about a stack: the address for the proxies, and the id that Terraform generates at random. */
function isInternal(type: string, name: string): boolean {
  return name === ADDRESS_ARGUMENT || (type === "terraform_data" && name === "id");
}
