import { blockOfInstance, covers, parseAddress } from "../../terraform/address";
import { compare, type JsonObject, objectOf } from "../../terraform/json";
import type { Initialized } from "../engine/initialize";
import type { ResourceChange } from "../engine/plan-json";
import type { Answer } from "../engine/run";
import type { Plannable } from "../mocked/versions";
import { changedInstances } from "./instance-references";
import { type PlannedChange, plannedChange, type ReportedChange } from "./planned-change";
import { shown, withoutMadeUp } from "./planned-values";
import { type ForceNew, isKnown, type Replacement, replacementOf } from "./replacement";

/** What an answer of Terraform says about a stack. */
export interface Reading {
  /** By address, in order. */
  readonly resources: Readonly<Record<string, PlannedChange>>;
  readonly outputs: JsonObject;
  /** The replacements that the answer reports as updates, by address. */
  readonly unreported: ReadonlyMap<string, Replacement>;
}

/** @param replaced the resources that Terraform was asked to replace, with the reasons */
export function read(
  initialized: Initialized,
  answer: Answer,
  replaced: ReadonlyMap<string, Replacement>,
  forceNew: ForceNew,
): Reading {
  const reported = (answer.plan.resource_changes ?? []).map((change) =>
    reportedChange(change, initialized, answer.madeUp, replaced.get(change.address), forceNew),
  );
  const unreported = reported.filter(
    ({ reported: { change }, replacement }) => change.actions.join() === "update" && replacement.forced.length > 0,
  );
  return {
    resources: inOrder(reported.map((change) => [change.reported.address, plannedChange(change)])),
    outputs: outputsOf(initialized.versions.changed, answer),
    unreported: new Map(unreported.map((change) => [change.reported.address, change.replacement])),
  };
}

function reportedChange(
  reported: ResourceChange,
  { schemas, providerVersions, versions: { existing, changed } }: Initialized,
  madeUp: ReadonlySet<string>,
  known: Replacement | undefined,
  forceNew: ForceNew,
): ReportedChange {
  const { address, previous_address: previous, mode, type, provider_name: provider, change } = reported;
  const schema = schemas(mode === "data" ? "data_source" : "resource", type) ?? {};
  const [configuration, old] = [bodyOf(changed, address), bodyOf(existing, previous ?? address)];
  const values = { before: objectOf(change.before), after: objectOf(change.after) };
  const isInModule = address.startsWith("module.");
  const unknown = objectOf(change.after_unknown);
  const found = replacementOf(
    type,
    { ...values, unknown, existing: old, changed: configuration, schema, isInModule },
    forceNew,
  );
  const instances =
    existing === undefined
      ? []
      : changedInstances({ ...existing, body: old }, { ...changed, body: configuration }, values, keyOf(address));
  return {
    reported,
    configuration,
    existing: old,
    schema: isInModule ? {} : schema,
    isImported: isImported(address, changed),
    isKnown: isKnown(type, versionOf(provider, providerVersions), forceNew),
    replacement: known ?? { forced: found.forced, uncertain: [...found.uncertain, ...instances] },
    madeUp,
  };
}

/** The body of the block that a resource is an instance of. Those in modules are not read. */
function bodyOf(version: Plannable | undefined, instance: string): JsonObject {
  const address = blockOfInstance(instance);
  return version?.stack.blocks.find((block) => block.address === address)?.body ?? {};
}

function keyOf(instance: string): string | undefined {
  const key = parseAddress(instance)?.key;
  return typeof key === "string" ? key : undefined;
}

function isImported(instance: string, { source }: Plannable): boolean {
  const address = parseAddress(instance);
  return address !== undefined && source.imports.some(({ to }) => covers(to, address));
}

/** The version of a provider by HashiCorp. What this package knows is about those. */
function versionOf(provider: string, versions: Initialized["providerVersions"]): string | undefined {
  const [_host, namespace, name] = provider.split("/");
  return namespace === "hashicorp" ? versions[`${namespace}/${name}`] : undefined;
}

function outputsOf({ stack }: Plannable, { plan: { output_changes = {} }, madeUp }: Answer): JsonObject {
  const outputs = stack.outputs.map(({ name }): [string, JsonObject[string]] => {
    const { after, after_unknown, after_sensitive } = output_changes[name] ?? {};
    return [name, withoutMadeUp(shown(after, after_unknown, after_sensitive), madeUp)];
  });
  return inOrder(outputs);
}

function inOrder<T>(entries: readonly (readonly [string, T])[]): Record<string, T> {
  return Object.fromEntries([...entries].sort(([left], [right]) => compare(left, right)));
}
