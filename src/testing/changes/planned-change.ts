import { blockOf, type Json } from "../mocked/json";
import { at, differences, type Path, printedPath, shown, UNKNOWN, withComputed, withoutMadeUp } from "./planned-values";
import type { Replacement } from "./replacement";

export type Action =
  | "create"
  | "import"
  | "read"
  | "update"
  | "update, replacement unknown"
  | "replace"
  | "delete"
  | "forget"
  | "no-op";

/** What would happen to one resource. */
export interface PlannedChange {
  readonly action: Action;
  /** The address it had before. */
  readonly movedFrom?: string;
  /** The arguments that force a replacement; or that may, where the action says that this is unknown. */
  readonly because?: readonly string[];
  /** Whether the new one comes before the old one goes. */
  readonly createBeforeDestroy?: boolean;
  /** The values afterwards. */
  readonly values?: Json;
  /** What changes, by path. */
  readonly changes?: Readonly<Record<string, { readonly before: unknown; readonly after: unknown }>>;
}

/** All that is known about a change that Terraform reports. */
export interface ReportedChange {
  readonly reported: Json;
  readonly configuration: Json;
  readonly existing: Json;
  readonly schema: Json;
  readonly isImported: boolean;
  readonly isKnown: boolean;
  readonly replacement: Replacement;
  /** Texts to take for unknown. */
  readonly madeUp: ReadonlySet<string>;
}

export function plannedChange(change: ReportedChange): PlannedChange {
  const { reported, replacement, configuration, schema, madeUp } = change;
  const { before, after, after_unknown, before_sensitive, after_sensitive, actions } = reported.change;
  const action = actionOf(change);
  const isNew = ["create", "import", "replace"].includes(action);
  const present = (value: unknown, sensitive: unknown, unknown: unknown, isAfter: boolean) => {
    const values = withComputed(shown(value ?? {}, unknown, sensitive) as Json, blockOf(configuration), schema, isAfter && isNew);
    return isAfter ? (withoutMadeUp(values, madeUp) as Json) : values;
  };
  const [old, values] = [present(before, before_sensitive, false, false), present(after, after_sensitive, after_unknown, true)];
  const changes = changesOf(change, old, values);
  if (action === "update" && madeUp.size > 0 && Object.keys(changes).length === 0) {
    // OpenTofu makes up anew what neither version sets, of all instances of a block alike: no provider would change it.
    return { action: "no-op", values: withoutRandom(reported.type, values) };
  }
  const because = action === "replace" ? reasons(change) : action === "update, replacement unknown" ? replacement.uncertain : [];
  return {
    action,
    ...(reported.previous_address ? { movedFrom: reported.previous_address } : {}),
    ...(because.length > 0 ? { because } : {}),
    ...(action === "replace" && actions[0] === "create" ? { createBeforeDestroy: true } : {}),
    ...(["delete", "forget"].includes(action) ? {} : { values: withoutRandom(reported.type, values) }),
    ...(action.startsWith("update") || action === "replace" ? { changes } : {}),
  };
}

function actionOf({ reported, isImported, isKnown, replacement }: ReportedChange): Action {
  const [first, second] = reported.change.actions;
  if (second !== undefined) {
    return "replace";
  }
  if (first === "create" && isImported) {
    return "import";
  }
  const isUncertain = replacement.uncertain.length > 0;
  return (first === "update" && !isKnown) || (isUncertain && ["update", "no-op"].includes(first))
    ? "update, replacement unknown"
    : first;
}

/** The arguments that force a replacement, or Terraform's own reason. */
function reasons({ reported, replacement }: ReportedChange): readonly string[] {
  const { action_reason, change } = reported;
  const paths = (change.replace_paths ?? []).map(printedPath);
  const triggers = action_reason === "replace_by_triggers" ? ["replace_triggered_by"] : [];
  return [replacement.forced, paths, triggers].find(({ length }) => length > 0) ?? [];
}

/**
 * Compared before anything is hidden, so that a secret that changes is seen as one. What neither version of the stack sets is left out: it is
 * for the provider to say.
 */
function changesOf(
  { reported, configuration, existing, schema, madeUp }: ReportedChange,
  old: Json,
  values: Json,
): NonNullable<PlannedChange["changes"]> {
  const { before, after, after_unknown } = reported.change;
  const isSet = (path: Path) => [configuration, existing].some((body) => isSetIn(body, path)) || schema.attributes === undefined;
  // OpenTofu makes an answer up where an argument is left to the provider, which keeps what it has.
  const isMadeUp = (path: Path) =>
    !isSetIn(configuration, path) && at(values, path) === UNKNOWN && madeUp.has(String(at(after, path)));
  const paths = differences(shown(before, false, false), shown(after, after_unknown, false))
    .filter((path) => isSet(path) && !isMadeUp(path))
    // Made up at random by Terraform itself.
    .filter((path) => reported.type !== "terraform_data" || path[0] !== "id");
  return Object.fromEntries(paths.map((path) => [printedPath(path), { before: at(old, path), after: at(values, path) }]));
}

/** Whether a configuration decides what is at a place: by a value, by an expression on the way, or by a dynamic block. */
function isSetIn(body: unknown, [name, ...rest]: Path): boolean {
  if (name === undefined || typeof body === "string") {
    return body !== null && body !== undefined;
  }
  if (typeof name === "number") {
    return isSetIn(Array.isArray(body) ? body[name] : name === 0 ? body : undefined, rest);
  }
  if (typeof body !== "object" || body === null) {
    return false;
  }
  const part = blockOf(body);
  const dynamic = [part.dynamic ?? []].flat().some((one: Json) => one[name] !== undefined);
  return dynamic || isSetIn(part[name], rest);
}

/** The one type that no mock stands in for makes its id up at random. */
function withoutRandom(type: string, values: Json): Json {
  const { id: _id, ...rest } = values;
  return type === "terraform_data" ? rest : values;
}
