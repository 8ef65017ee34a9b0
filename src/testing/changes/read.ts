import { type Address, blockAddress, parseAddress, printAddress } from "../../terraform/address";
import { compare, type JsonObject, objectOf } from "../../terraform/json";
import type { Initialized } from "../engine/initialize";
import type { PlanJson, ResourceChange } from "../engine/plan-json";
import type { Answer } from "../engine/run";
import type { Plannable } from "../mocked/versions";
import { importedAddresses } from "./imported-addresses";
import { changedInstances } from "./instance-references";
import { type PlannedChange, plannedChange, type ReportedChange } from "./planned-change";
import { MadeUpTexts, shown, withoutMadeUp } from "./planned-values";
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
  const madeUp = new MadeUpTexts(answer.madeUp);
  const { changed } = initialized.versions;
  const context = {
    initialized,
    madeUp,
    forceNew,
    imported: importedAddresses(changed),
  };
  const reported = (answer.plan.resource_changes ?? []).map((change) =>
    reportedChange(change, context, replaced.get(change.address)),
  );
  const unreported = reported.filter(
    ({ reported: { change }, replacement }) => change.actions.join() === "update" && replacement.forced.length > 0,
  );
  return {
    resources: inOrder(reported.map((change) => [change.reported.address, plannedChange(change)])),
    outputs: outputsOf(changed, answer.plan, madeUp),
    unreported: new Map(unreported.map((change) => [change.reported.address, change.replacement])),
  };
}

/** What holds for every change of a plan. */
interface Context {
  readonly initialized: Initialized;
  readonly madeUp: MadeUpTexts;
  readonly forceNew: ForceNew;
  /** The addresses that `import` blocks name. */
  readonly imported: ReadonlySet<string>;
}

function reportedChange(
  reported: ResourceChange,
  { initialized, madeUp, forceNew, imported }: Context,
  known: Replacement | undefined,
): ReportedChange {
  const { address: text, previous_address: previous = text, mode, type, provider_name: provider, change } = reported;
  const { schemas, providerVersions, versions } = initialized;
  const { existing, changed } = versions;
  const address = parseAddress(text);
  const schema = schemas(mode === "data" ? "data_source" : "resource", type) ?? {};
  const [configuration, old] = [bodyOf(changed, address), bodyOf(existing, parseAddress(previous))];
  const values = { before: objectOf(change.before), after: objectOf(change.after) };
  const isInModule = address !== undefined && address.modules.length > 0;
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
    isImported: address !== undefined && isImported(address, imported),
    isKnown: isKnown(type, versionOf(provider, providerVersions), forceNew),
    replacement: known ?? { forced: found.forced, uncertain: [...found.uncertain, ...instances] },
    madeUp,
  };
}

/** The body of the block that a resource is an instance of. Those in modules are not read. */
function bodyOf(version: Plannable | undefined, instance: Address | undefined): JsonObject {
  const block = instance === undefined ? undefined : version?.stack.blockByAddress.get(blockAddress(instance));
  return block?.body ?? {};
}

function keyOf(instance: Address | undefined): string | undefined {
  return typeof instance?.key === "string" ? instance.key : undefined;
}

/** By its own address, or by that of its block where only Terraform can evaluate the keys of the instances. */
function isImported(instance: Address, imported: ReadonlySet<string>): boolean {
  return imported.has(printAddress(instance)) || imported.has(blockAddress(instance));
}

/** The version of a provider by HashiCorp. The data of this package describe no others. */
function versionOf(provider: string, versions: Initialized["providerVersions"]): string | undefined {
  const [_host, namespace, name] = provider.split("/");
  return namespace === "hashicorp" ? versions[`${namespace}/${name}`] : undefined;
}

function outputsOf({ stack }: Plannable, { output_changes = {} }: PlanJson, madeUp: MadeUpTexts): JsonObject {
  const outputs = stack.outputs.map(({ name }): [string, JsonObject[string]] => {
    const { after, after_unknown, after_sensitive } = output_changes[name] ?? {};
    return [name, withoutMadeUp(shown(after, after_unknown, after_sensitive), madeUp)];
  });
  return inOrder(outputs);
}

function inOrder<T>(entries: readonly (readonly [string, T])[]): Record<string, T> {
  return Object.fromEntries([...entries].sort(([left], [right]) => compare(left, right)));
}
