import { readFileSync, statSync } from "node:fs";
import type { BlockSchema } from "../providers/initialized-folder";
import { decoded } from "../shared/files";
import { onDisk, Refusal } from "../shared/refusal";
import {
  entries,
  identifier,
  isList,
  isObject,
  type Json,
  type JsonObject,
  listOf,
  objectOf,
  quoted,
  textOf,
} from "../stack/json";
import { parseJson } from "../stack/json-text";
import { StackError } from "../stack/stack";
import type { Path } from "./values";

/** The conditions of one block. */
export interface Check {
  readonly address: { readonly kind: string; readonly to_display: string };
  readonly status: "pass" | "fail" | "error" | "unknown";
}

export interface ResourceChange {
  readonly address: string;
  /** Where the resource was before it moved. */
  readonly previous_address?: string;
  readonly mode: "managed" | "data";
  readonly type: string;
  /** Such as `registry.terraform.io/hashicorp/aws`. */
  readonly provider_name: string;
  readonly action_reason?: string;
  readonly change: Change;
}

export interface Change {
  /** One action, or two for a replacement in the order they happen. */
  readonly actions: readonly ChangeAction[];
  readonly before?: Json;
  readonly after?: Json;
  /** `true` in the places whose values are known after apply. */
  readonly after_unknown?: Json;
  /** `true` in the places whose values are sensitive. */
  readonly before_sensitive?: Json;
  readonly after_sensitive?: Json;
  readonly replace_paths?: readonly (readonly (string | number)[])[];
}

export type ChangeAction = "no-op" | "create" | "read" | "update" | "delete" | "forget";

export interface Diagnostic {
  readonly severity: "error" | "warning";
  readonly summary: string;
  readonly detail?: string;
  readonly address?: string;
  readonly snippet?: {
    /** The block that it is about, such as `resource.aws_subnet.a`. */
    readonly context?: string | null;
    /** The lines that it is about. */
    readonly code?: string;
    /** What the expression reads, as in `has a sensitive value`. */
    readonly values?: readonly { readonly traversal: string; readonly statement?: string }[];
  };
}

/** A plan as `show -json` prints it, checked as far as this package reads it. Terraform, "JSON Output Format". */
export interface ShownPlan {
  readonly resource_changes: readonly ShownChange[];
  readonly output_changes: Readonly<Record<string, Change>>;
  readonly checks: readonly Check[];
  /** What was changed outside of the engine since the last apply: from what the state had to what was found. */
  readonly drift: readonly ShownChange[];
  readonly deferred: readonly DeferredChange[];
  /** What the states before and after have. Without sensitive values in clear only as far as the marks say. */
  readonly prior: readonly StateResource[];
  readonly planned: readonly StateResource[];
  /** The values of root variables. */
  readonly variables: JsonObject;
  /** Undefined for a plan that was shown without it. */
  readonly rootModule?: JsonObject;
  readonly providers: JsonObject;
  /** Of Terraform or OpenTofu. */
  readonly engineVersion?: string;
  readonly notes: readonly PlanNote[];
  /** Every other value that has marks of its own: outputs of the states, what an action is invoked with. */
  readonly others: readonly Marked[];
  /** What is known of a plan that was made here, beside what the engine prints. */
  readonly engine?: EngineNotes;
}

/** That a plan is a part only or about the state alone, or that applying it does more than its changes say. */
export interface PlanNote {
  readonly kind: "incomplete" | "refresh-only" | "deferred" | "action";
  /** Of what it is about. */
  readonly address: string;
  readonly message: string;
}

/** A value, and `true` in its sensitive places. */
interface Marked {
  readonly value: Json;
  readonly marks: Json;
}

/** One object that a plan is about. */
export interface ShownChange extends ResourceChange {
  readonly name: string;
  /** The id by which it is imported, null where that is not known. Undefined where it is not imported. */
  readonly importing?: string | null;
}

/** A change that another plan decides. */
interface DeferredChange {
  readonly change: ShownChange;
  readonly reason: string;
}

/** One object of a state. */
export interface StateResource {
  readonly address: string;
  readonly mode: "managed" | "data";
  readonly type: string;
  readonly name: string;
  readonly providerName: string;
  readonly values: JsonObject;
  /** `true` in the places of sensitive values. */
  readonly sensitive: Json;
}

/** What is known of a change in a plan that was made here, beside what the engine reports. */
export interface ChangeNotes {
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
}

/** Texts that were made up in place of what the cloud answers. */
export interface MadeUp {
  has(text: string): boolean;
  /** A value in which a mark takes the place of each of them, also within another text. */
  marked(value: Json): Json;
}

/** What is known of a plan that was made here, beside what the engine prints. */
export interface EngineNotes {
  readonly madeUp: MadeUp;
  readonly notesOn: (change: ResourceChange) => ChangeNotes;
  /** The arguments and answers of a data source that somebody has given. Whatever else it has was made up. */
  readonly given: (address: string) => readonly string[];
  /** The data sources of the earlier version, which no plan has. @default there is none, or nobody knows */
  readonly former?: readonly StateResource[];
  /** The types of provisioners, which are not planned, by block of the stack. */
  readonly provisioners: ReadonlyMap<string, readonly string[]>;
  /** The local values of the stack, by name. */
  readonly locals: ReadonlyMap<string, Json>;
  /** The texts that the stack itself has, which everybody can read. */
  readonly written: ReadonlySet<string>;
  /** The outputs of the stack, of which an engine leaves out those that are null. */
  readonly outputs: readonly string[];
}

/** Stands for standard input among the paths. */
export const STANDARD_INPUT = "-";

const HOW = "show the saved plan with `terraform show -json <plan> > plan.json` or `tofu show -json`";

/** Reads a plan. @throws Refusal that says what the file is instead, and quotes nothing of it */
export function planIn(path: string): ShownPlan {
  const name = path === STANDARD_INPUT ? "standard input" : quoted(path);
  const bytes = path === STANDARD_INPUT ? standardInput() : fileAt(path);
  try {
    const json = objectOf(parseJson(textIn(bytes, name)));
    const reason = otherForm(json);
    if (reason !== undefined) {
      throw new Refusal(`${name} ${reason}.`);
    }
    return readPlan(json);
  } catch (error) {
    throw error instanceof StackError
      ? new Refusal(`${name} ${error.message.replace("any synthesized stack", "any plan")}; ${HOW}.`)
      : error;
  }
}

function standardInput(): Buffer {
  return onDisk("standard input", () => readFileSync(0));
}

function fileAt(path: string): Buffer {
  return onDisk(path, () => {
    if (statSync(path).isDirectory()) {
      throw new Refusal(`${quoted(path)} is a folder; give the plans in it, such as ${quoted(`${path}/plan.json`)}.`);
    }
    return readFileSync(path);
  });
}

/** How archives begin, which saved plans are. */
const ARCHIVE = Buffer.from("PK\u0003\u0004", "latin1");

function textIn(bytes: Buffer, name: string): string {
  if (bytes.subarray(0, ARCHIVE.length).equals(ARCHIVE)) {
    throw new Refusal(`${name} is a saved plan in binary form; ${HOW}.`);
  }
  const text = decoded(bytes);
  if (text.trim() === "") {
    throw new Refusal(`${name} is empty; ${HOW}.`);
  }
  // What `plan -json` prints: an object on each line, whose names begin so.
  if (text.startsWith('{"@')) {
    throw new Refusal(`${name} has the output of \`plan -json\`, which leaves out most of a plan; ${HOW}.`);
  }
  return text;
}

const OF_PLANS: readonly string[] = ["resource_changes", "planned_values", "output_changes", "prior_state"];
const OF_STACKS: readonly string[] = ["resource", "provider", "terraform"];

/** Why JSON is not that of a plan that can be read; undefined where it is. */
function otherForm(json: JsonObject): string | undefined {
  const version = textOf(json.format_version);
  if (isList(json.resources) && "serial" in json) {
    return `is a state, which says what exists and not what would change; ${HOW}`;
  }
  if (isObject(json.values) && !("resource_changes" in json) && !("planned_values" in json)) {
    return `is the JSON of a state, not of a plan; ${HOW}`;
  }
  if (!OF_PLANS.some((name) => name in json)) {
    return !("format_version" in json) && OF_STACKS.some((name) => name in json)
      ? "is a synthesized stack, not a plan; compare stacks with `terraform-stack-tools plan`"
      : `is JSON, but not that of a plan; ${HOW}`;
  }
  if (!/^1\.\d+$/.test(version)) {
    return `has format version ${version === "" ? "none" : quoted(version)}, and this version reads 1.x; show the plan with Terraform 1.5 or later, or OpenTofu`;
  }
  return json.errored === true
    ? `is a plan that failed, and incomplete; correct what the engine reported, plan again, and ${HOW}`
    : undefined;
}

/** Reads a plan whose form is known. @throws StackError that names the place where it is another one */
export function readPlan(json: JsonObject): ShownPlan {
  const prior = objectOf(objectOf(json.prior_state).values);
  const planned = objectOf(json.planned_values);
  const configuration = objectOf(json.configuration);
  const variables = Object.entries(objectOf(json.variables)).map(([name, body]) => [
    name,
    objectOf(body).value ?? null,
  ]);
  const changes = listOf(json.resource_changes).map((one, index) => changeIn(one, `resource_changes[${index}]`));
  const found = resourcesIn(prior.root_module, "prior_state");
  return {
    resource_changes: changes,
    output_changes: Object.fromEntries(
      entries(json.output_changes).map(([name, body]) => [identifier(name), bodyOf(objectOf(body), "output_changes")]),
    ),
    checks: listOf(json.checks).flatMap(checkIn),
    drift: listOf(json.resource_drift).map((one, index) => changeIn(one, `resource_drift[${index}]`)),
    deferred: listOf(json.deferred_changes).flatMap(deferredIn),
    prior: found,
    planned: resourcesIn(planned.root_module, "planned_values"),
    variables: Object.fromEntries(variables),
    ...(isObject(configuration.root_module) ? { rootModule: configuration.root_module } : {}),
    providers: objectOf(configuration.provider_config),
    ...(/^\d[\w.-]*$/.test(textOf(json.terraform_version)) ? { engineVersion: textOf(json.terraform_version) } : {}),
    notes: notesIn(json, changes, found),
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
    throw new StackError(`has no address, no type or no change at ${place}`);
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
    throw new StackError(`has an action at ${place} that this version does not know`);
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
    throw new StackError(`has a resource without an address or a type in ${place}`);
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
function notesIn(json: JsonObject, changes: readonly ShownChange[], prior: readonly StateResource[]): PlanNote[] {
  const deferred = listOf(json.deferred_changes).map(deferral);
  const existing = prior.filter(({ mode }) => mode === "managed");
  const planned = new Set(changes.flatMap(({ address, previous_address }) => [address, previous_address]));
  // OpenTofu says no more of `-target` and `-exclude` than that something exists of which it plans nothing.
  const leavesOut = changes.length > 0 && existing.some(({ address }) => !planned.has(address));
  const isPartial = deferred.length === 0 && (json.complete === false || leavesOut);
  const isRefreshOnly = !("resource_changes" in json) && existing.length > 0;
  const invoked = listOf(json.action_invocations).map((one): PlanNote => {
    const { address } = objectOf(one);
    return { kind: "action", address: identifier(textOf(address) || PLAN), message: "runs when the plan is applied" };
  });
  return [
    ...(isPartial ? [INCOMPLETE] : []),
    ...(!isPartial && isRefreshOnly ? [REFRESH_ONLY] : []),
    ...deferred,
    ...invoked,
  ];
}

/** What a note is about that is about no resource. */
const PLAN = "the plan";
const INCOMPLETE: PlanNote = {
  kind: "incomplete",
  address: PLAN,
  message: "is incomplete: another one must follow",
};
const REFRESH_ONLY: PlanNote = {
  kind: "refresh-only",
  address: PLAN,
  message: "is refresh-only: applying it changes only the state",
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

/** Terraform, "internal/command/jsonplan/plan.go" of 2026-02-17. */
const REASONS: ReadonlyMap<string, string> = new Map([
  ["instance_count_unknown", "the number of its instances is not known"],
  ["resource_config_unknown", "its configuration is not known"],
  ["provider_config_unknown", "the configuration of its provider is not known"],
  ["deferred_prereq", "it depends on what is deferred"],
  ["absent_prereq", "it depends on what is not there yet"],
]);
