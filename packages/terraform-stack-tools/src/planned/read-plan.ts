import { identifier } from "../stack/hidden-letters";
import { entries, isList, isObject, type Json, type JsonObject, listOf, lookUp, objectOf, textOf } from "../stack/json";
import { notesIn } from "./notes";
import type {
  Change,
  ChangeAction,
  Check,
  DeferredChange,
  Marked,
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
    relevant: listOf(json.relevant_attributes).map((one) => {
      const { resource, attribute } = objectOf(one);
      return `${textOf(resource)}${listOf(attribute).filter(isStep).map(printStep).join("")}`;
    }),
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

const ACTIONS: Readonly<Record<ChangeAction, true>> = {
  ...{ "no-op": true, create: true, read: true, update: true, delete: true, forget: true },
};

function isAction(text: Json): text is ChangeAction {
  return typeof text === "string" && lookUp(ACTIONS, text) === true;
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

function printStep(step: string | number): string {
  return typeof step === "number" ? `[${step}]` : `.${step}`;
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

const STATUSES: Readonly<Record<Check["status"], true>> = { pass: true, fail: true, error: true, unknown: true };

function checkIn(json: Json): Check[] {
  const { address, status } = objectOf(json);
  const { kind, to_display } = objectOf(address);
  const known = (Object.keys(STATUSES) as string[]).find((one) => one === status);
  return typeof kind === "string" && typeof to_display === "string" && isStatus(known)
    ? [{ address: { kind, to_display: identifier(to_display) }, status: known }]
    : [];
}

function isStatus(text: string | undefined): text is Check["status"] {
  return text !== undefined && text in STATUSES;
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
