import {
  entries,
  identifier,
  isList,
  isObject,
  type Json,
  type JsonObject,
  listOf,
  objectOf,
  textOf,
} from "../stack/json";
import type {
  Change,
  ChangeAction,
  Check,
  DeferredChange,
  Marked,
  PlanNote,
  ShownChange,
  ShownPlan,
  StateResource,
} from "./plan-json";

/** What is wrong with a plan. The message completes a sentence that begins with the name of the file. */
export class ShownPlanError extends Error {
  public override readonly name = "ShownPlanError";
}

/** Reads a plan whose form is known. @throws ShownPlanError that names the place where it is another one */
export function readPlan(json: JsonObject): ShownPlan {
  const prior = objectOf(objectOf(json.prior_state).values);
  const planned = objectOf(json.planned_values);
  const configuration = objectOf(json.configuration);
  const variables = Object.entries(objectOf(json.variables)).map(([name, body]) => [
    name,
    objectOf(body).value ?? null,
  ]);
  return {
    resource_changes: listOf(json.resource_changes).map((one, index) => changeIn(one, `resource_changes[${index}]`)),
    output_changes: Object.fromEntries(
      entries(json.output_changes).map(([name, body]) => [identifier(name), bodyOf(objectOf(body), "output_changes")]),
    ),
    checks: listOf(json.checks).flatMap(checkIn),
    drift: listOf(json.resource_drift).map((one, index) => changeIn(one, `resource_drift[${index}]`)),
    deferred: listOf(json.deferred_changes).flatMap(deferredIn),
    prior: resourcesIn(prior.root_module, "prior_state"),
    planned: resourcesIn(planned.root_module, "planned_values"),
    variables: Object.fromEntries(variables),
    ...(isObject(configuration.root_module) ? { rootModule: configuration.root_module } : {}),
    providers: objectOf(configuration.provider_config),
    ...(/^\d[\w.-]*$/.test(textOf(json.terraform_version)) ? { engineVersion: textOf(json.terraform_version) } : {}),
    ...(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/.test(textOf(json.timestamp))
      ? { made: textOf(json.timestamp) }
      : {}),
    notes: notesIn(json),
    others: [...outputsIn(prior.outputs), ...outputsIn(planned.outputs), ...invocationsIn(json)],
  };
}

const ACTIONS: readonly ChangeAction[] = ["no-op", "create", "read", "update", "delete", "forget"];

function isAction(text: Json): text is ChangeAction {
  return ACTIONS.some((action) => action === text);
}

function changeIn(json: Json, place: string): ShownChange {
  const { address, mode, type, name, provider_name, previous_address, action_reason, change, deposed } = objectOf(json);
  if (typeof address !== "string" || typeof type !== "string" || !isObject(change)) {
    throw new ShownPlanError(`has no address, no type or no change at ${place}`);
  }
  return {
    // An object that is left over from a replacement has the address of its successor.
    address: identifier(typeof deposed === "string" ? `${address} (deposed ${deposed})` : address),
    mode: modeIn(mode),
    type: identifier(type),
    name: identifier(textOf(name)),
    provider_name: textOf(provider_name),
    ...(typeof previous_address === "string" ? { previous_address: identifier(previous_address) } : {}),
    ...(typeof action_reason === "string" ? { action_reason } : {}),
    ...(isObject(change.importing) ? { importing: idIn(change.importing) } : {}),
    change: bodyOf(change, place),
  };
}

function idIn({ id }: JsonObject): string | null {
  return typeof id === "string" ? id : null;
}

function modeIn(mode: Json | undefined): "managed" | "data" {
  return mode === "data" ? "data" : "managed";
}

function bodyOf(change: JsonObject, place: string): Change {
  const actions = listOf(change.actions);
  if (actions.length === 0 || !actions.every(isAction)) {
    throw new ShownPlanError(`has an action at ${place} that this version does not know`);
  }
  return {
    actions: actions.filter(isAction),
    before: change.before ?? null,
    after: change.after ?? null,
    after_unknown: change.after_unknown ?? false,
    before_sensitive: change.before_sensitive ?? false,
    after_sensitive: change.after_sensitive ?? false,
    replace_paths: listOf(change.replace_paths).map((path) => listOf(path).filter(isStep)),
  };
}

function isStep(step: Json): step is string | number {
  return typeof step === "string" || typeof step === "number";
}

/** What cannot be read of it is told by its note alone. */
function deferredIn(json: Json): DeferredChange[] {
  const { reason, resource_change } = objectOf(json);
  const { address, type, change } = objectOf(resource_change);
  const isReadable = typeof address === "string" && typeof type === "string" && isObject(change);
  return isReadable && listOf(change.actions).every(isAction) && listOf(change.actions).length > 0
    ? [{ change: changeIn(resource_change, "deferred_changes"), reason: textOf(reason) }]
    : [];
}

const STATUSES: readonly Check["status"][] = ["pass", "fail", "error", "unknown"];

function checkIn(json: Json): Check[] {
  const { address, status: text } = objectOf(json);
  const { kind, to_display } = objectOf(address);
  const status = STATUSES.find((one) => one === text);
  return typeof kind === "string" && typeof to_display === "string" && status !== undefined
    ? [{ address: { kind, to_display: identifier(to_display) }, status }]
    : [];
}

/** Level by level: the text of a file is not nested deeper than any state is. */
function resourcesIn(module: Json | undefined, place: string): StateResource[] {
  const found: StateResource[] = [];
  const open = [objectOf(module)];
  for (let one = open.pop(); one !== undefined; one = open.pop()) {
    for (const resource of listOf(one.resources)) {
      found.push(resourceIn(resource, place));
    }
    open.push(...(isList(one.child_modules) ? one.child_modules.map(objectOf) : []));
  }
  return found;
}

function resourceIn(json: Json, place: string): StateResource {
  const { address, mode, type, name, provider_name, values, sensitive_values } = objectOf(json);
  if (typeof address !== "string" || typeof type !== "string") {
    throw new ShownPlanError(`has a resource without an address or a type in ${place}`);
  }
  return {
    address: identifier(address),
    mode: modeIn(mode),
    type: identifier(type),
    name: identifier(textOf(name)),
    providerName: textOf(provider_name),
    values: objectOf(values),
    sensitive: sensitive_values ?? false,
  };
}

function outputsIn(outputs: Json | undefined): Marked[] {
  return Object.values(objectOf(outputs)).map((one) => {
    const { value = null, sensitive } = objectOf(one);
    return { value, marks: sensitive === true };
  });
}

function invocationsIn({ action_invocations }: JsonObject): Marked[] {
  return listOf(action_invocations)
    .map(objectOf)
    .map(({ config_values, config_sensitive }) => ({ value: config_values ?? null, marks: config_sensitive ?? false }));
}

/** What a plan says of itself: that it is a part or about the state alone, and what else is done when it is applied. */
function notesIn(json: JsonObject): PlanNote[] {
  const deferred = listOf(json.deferred_changes).map(deferral);
  const isPartial = deferred.length === 0 && (json.complete === false || leavesOut(json));
  const invoked = listOf(json.action_invocations).map((one): PlanNote => {
    const { address } = objectOf(one);
    return { kind: "action", address: identifier(textOf(address) || PLAN), message: "runs when the plan is applied" };
  });
  return [
    ...(isPartial ? [INCOMPLETE] : []),
    ...(!isPartial && isRefreshOnly(json) ? [REFRESH_ONLY] : []),
    ...deferred,
    ...invoked,
  ];
}

/** What a note is about that is about no resource. */
const PLAN = "the plan";
const INCOMPLETE: PlanNote = {
  kind: "incomplete",
  address: PLAN,
  message: "is not complete, so that another one follows",
};
const REFRESH_ONLY: PlanNote = {
  kind: "refresh-only",
  address: PLAN,
  message: "is refresh-only, so that applying it changes the state alone",
};

function deferral(json: Json): PlanNote {
  const { reason, resource_change } = objectOf(json);
  const address = identifier(textOf(objectOf(resource_change).address));
  const because = REASONS.get(textOf(reason));
  return {
    kind: "deferred",
    address: address === "" ? PLAN : address,
    message: `is deferred to a later plan${because === undefined ? "" : `, since ${because}`}`,
  };
}

/** Terraform, "internal/command/jsonplan/plan.go", read on 2026-11-28. */
const REASONS: ReadonlyMap<string, string> = new Map([
  ["instance_count_unknown", "the number of its instances is not known"],
  ["resource_config_unknown", "its configuration is not known"],
  ["provider_config_unknown", "the configuration of its provider is not known"],
  ["deferred_prereq", "it depends on what is deferred"],
  ["absent_prereq", "it depends on what is not there yet"],
]);

/** Whether something exists of which it plans nothing, not even that it stays: OpenTofu says no more of `-target` and `-exclude`. */
function leavesOut(json: JsonObject): boolean {
  const changes = listOf(json.resource_changes).map(objectOf);
  const planned = new Set(changes.flatMap(({ address, previous_address }) => [address, previous_address]));
  return changes.length > 0 && managedIn(json).some((address) => !planned.has(address));
}

/** Whether it plans nothing at all, although something exists. */
function isRefreshOnly(json: JsonObject): boolean {
  return !("resource_changes" in json) && managedIn(json).length > 0;
}

/** The addresses of the resources in the state before. */
function managedIn({ prior_state }: JsonObject): Json[] {
  const found: Json[] = [];
  const open = [objectOf(objectOf(objectOf(prior_state).values).root_module)];
  for (let module = open.pop(); module !== undefined; module = open.pop()) {
    for (const { mode, address } of listOf(module.resources).map(objectOf)) {
      if (mode === "managed" && address !== undefined) {
        found.push(address);
      }
    }
    open.push(...listOf(module.child_modules).filter(isObject));
  }
  return found;
}
