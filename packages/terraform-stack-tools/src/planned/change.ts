import type { BlockSchema } from "../providers/initialized-folder";
import {
  defined,
  identifier,
  isList,
  isObject,
  type Json,
  type JsonObject,
  lookUp,
  objectOf,
  pickMembers,
} from "../stack/json";
import { once } from "../stack/remembered";
import type { Change, ChangeAction, ChangeNotes, ResourceChange, ShownChange } from "./plan-json";
import type { Masks } from "./sensitive";
import {
  ADDRESS_ARGUMENT,
  differences,
  hasNone,
  isIn,
  isUnknownOffline,
  type Path,
  printPath,
  SENSITIVE,
  shown,
  shownAt,
  UNKNOWN,
  withOpen,
  withoutUnset,
} from "./values";

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
  /** Why it is replaced, where no argument forces that. */
  readonly cause?: string;
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

/** In the order of a summary. Each completes "1 to …". */
const COUNTED: readonly Action[] = [
  "create",
  "import, changes unknown",
  "read",
  "update",
  "update, replacement unknown",
  "replace",
  "delete",
  "forget and create",
  "forget",
];

/** Such as `8 to create, 1 to replace, 1 to move`, as engines count; empty where nothing changes. */
export function changeCounts(
  changes: readonly (Pick<PlannedChange, "movedFrom" | "importedFrom"> & { readonly action: string })[],
): string {
  const counts: readonly (readonly [string, number])[] = [
    ...COUNTED.map((action) => [action, changes.filter((change) => change.action === action).length] as const),
    ["move", changes.filter(({ movedFrom }) => movedFrom !== undefined).length],
    ["import", changes.filter(({ importedFrom }) => importedFrom !== undefined).length],
  ];
  return counts
    .filter(([, count]) => count > 0)
    .map(([action, count]) => `${count} to ${action.replace(/, (.*)/, " ($1)")}`)
    .join(", ");
}

const NO_NOTES: ChangeNotes = { configuration: {}, schema: {}, isImported: false, open: [], added: [] };

/** Everything that is known about a change. */
interface ReportedChange extends ChangeNotes {
  readonly reported: ResourceChange;
  readonly masks: Pick<Masks, "marked">;
}

/** What would happen to one resource, in the words of this package. */
export function changeOf(reported: ShownChange, masks: Masks, notes: ChangeNotes | undefined): PlannedChange {
  const { change, previous_address, importing } = reported;
  if (notes !== undefined) {
    return plannedChange({ reported, masks, ...notes });
  }
  if (change.actions[0] === "no-op" && previous_address === undefined && importing === undefined) {
    return { action: "no-op" };
  }
  const compared = narrowed(reported);
  const told = plannedChange({ reported: compared, masks, ...NO_NOTES });
  const { values, changes, because } = told;
  const fresh = defined({
    ...told,
    importedFrom: importing === null ? UNKNOWN : importing && String(masks.marked(importing)),
    because: because?.map(identifier),
    changes: changes && named(changes),
  });
  if (values === undefined) {
    return fresh;
  }
  const whole = { reported, masks, ...NO_NOTES };
  let known: JsonObject | undefined;
  return {
    ...fresh,
    /** Of an update, most reports tell what changes and nothing else, so that all values are read when somebody asks. */
    get values() {
      known ??= named(withoutEmpty(compared === reported ? values : shownValues(whole).values));
      return known;
    },
  };
}

/** The same change with those of its arguments alone of which the sides may differ: most of a large update stays as it is. */
function narrowed(reported: ShownChange): ShownChange {
  const { change } = reported;
  const names = differingNames(change);
  if (names === undefined) {
    return reported;
  }
  const own = (side: Json | undefined): Json =>
    isObject(side) ? pickMembers(side, (name) => names.has(name)) : (side ?? false);
  const sides = { before: own(change.before), after: own(change.after), after_unknown: own(change.after_unknown) };
  return { ...reported, change: { ...change, ...sides } };
}

function named<T>(all: Readonly<Record<string, T>>): Record<string, T> {
  return Object.fromEntries(Object.entries(all).map(([name, one]) => [identifier(name), one]));
}

/** A plan lists every block that a resource could have. */
function withoutEmpty(values: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => !(isList(value) && value.length === 0)));
}

function plannedChange(change: ReportedChange): PlannedChange {
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
  const isReplacing = action === "replace";
  return defined({
    action,
    movedFrom: reported.previous_address,
    because: because.length > 0 ? because : undefined,
    cause: isReplacing ? CAUSES.get(reported.action_reason ?? "") : undefined,
    reason: reasonOf(change, action, because),
    createBeforeDestroy: isReplacing && reported.change.actions[0] === "create" ? true : undefined,
    values: action === "delete" || action === "forget" ? undefined : values,
    changes: isReplacing || action.startsWith("update") ? changes : undefined,
  });
}

/** Terraform, "internal/command/jsonplan/plan.go" of 2026-02-17. What triggers name is told with them. */
const CAUSES: ReadonlyMap<string, string> = new Map([
  ["replace_by_request", "asked for with -replace"],
  ["replace_because_tainted", "tainted: an earlier apply left it unfinished"],
]);

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
function setArguments(type: string, value: Json, configuration: JsonObject, schema: BlockSchema): JsonObject {
  const members = Object.entries(objectOf(value)).filter(([name]) => !isInternal(type, name));
  return withoutUnset(Object.fromEntries(members), configuration, schema);
}

/** The values before and after, with marks for whatever is hidden or unknown. */
function shownValues({ reported, masks, ...notes }: ReportedChange) {
  const finished = (value: Json) => setArguments(reported.type, value, notes.configuration, notes.schema);
  const { before_sensitive, after_sensitive } = reported.change;
  const { old, fresh } = sidesOf(reported, notes, before_sensitive, after_sensitive);
  return { old: finished(masks.marked(old)), values: finished(masks.marked(fresh)) };
}

/** Both sides of a change in a plan that was made here, with marks for what is unknown, and for what is sensitive by the marks given. */
export function sidesOf(
  { change }: ResourceChange,
  { configuration, open }: Pick<ChangeNotes, "configuration" | "open">,
  oldMarks: Json = false,
  freshMarks: Json = false,
): { readonly old: Json; readonly fresh: Json } {
  const places = open.filter(({ length }) => length > 0);
  const { before, after, after_unknown } = change;
  // What the provider derives from a made-up value is made up, too.
  const isDerived = ([name]: Path) => Object.keys(configuration).length > 0 && !(String(name) in configuration);
  const isKept = (path: Path) => isDerived(path) || isSame(shownAt(before ?? null, path), shownAt(after ?? null, path));
  return {
    old: withOpen(shown(before ?? {}, false, oldMarks), places, () => true),
    fresh: withOpen(shown(after ?? {}, after_unknown, freshMarks), places, isKept),
  };
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
    return `the later version of the provider fills in ${because.join(", ")}, and only the cloud knows the present value`;
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

/**
 * The arguments of an update of which the sides may differ: in their values, in what is known of them, or in what is sensitive.
 * Undefined where any of them may, and for any other change.
 */
export const differingNames = once((change: Change): ReadonlySet<string> | undefined => {
  const { actions, before, after } = change;
  const [unknown, old, marks] = [change.after_unknown, change.before_sensitive, change.after_sensitive].map(marksIn);
  const isUpdate = actions.length === 1 && actions[0] === "update";
  if (!isUpdate || !isObject(before) || !isObject(after) || !unknown || !old || !marks) {
    return undefined;
  }
  const unsure = Object.keys(unknown).filter(
    // What is known may still have the form of a list or an object in which marks are.
    (name) => !hasNone(unknown[name]) || !hasNone(lookUp(marks, name)) || lookUp(after, name) === undefined,
  );
  return new Set([...differing(before, after), ...differing(old, marks), ...unsure]);
});

/** Whether an update changes nothing but what something is labelled with, so that it does and allows what it did. */
export function isLabelling(change: Change): boolean {
  const names = differingNames(change);
  return names !== undefined && names.size > 0 && [...names].every((name) => LABELS.includes(name));
}

const LABELS = ["tags", "tags_all"];

/** Undefined for marks of a value as a whole. */
function marksIn(marks: Json | undefined): JsonObject | undefined {
  if (isObject(marks)) {
    return marks;
  }
  return marks === undefined || marks === null || marks === false ? {} : undefined;
}

function differing(one: JsonObject, other: JsonObject): string[] {
  const names = new Set([...Object.keys(one), ...Object.keys(other)]);
  return [...names].filter((name) => !isSame(lookUp(one, name), lookUp(other, name)));
}

/** Whether two values are the same, with names in the same order, as engines print them. */
function isSame(one: Json | undefined, other: Json | undefined): boolean {
  return one === other || JSON.stringify(one) === JSON.stringify(other);
}
