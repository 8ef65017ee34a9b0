import { type PlannedChange, plannedChange } from "../planned/change";
import { MadeUpTexts } from "../planned/made-up-texts";
import { changedOutputs } from "../planned/output-changes";
import type { CheckResult } from "../planned/plan";
import type { PlanJson, ResourceChange } from "../planned/plan-json";
import type { OutputChange } from "../planned/plan-notes";
import { ANSWERS_ABOUT_ROLES } from "../planned/planned-stack";
import { sensitiveTexts } from "../planned/sensitive-texts";
import { shown } from "../planned/values";
import type { Schemas } from "../providers/schema";
import { type Address, blockAddress, parseAddress, printAddress } from "../stack/address";
import { compare, type JsonObject, texts } from "../stack/json";
import { importedAddresses } from "./imported-addresses";
import type { JobResult } from "./job";
import { allVersions, type Plannable, type Versions } from "./prepare/versions";
import { answersIn } from "./read/answers";

/** What became of a job that has a plan, and what is needed to read it. */
export interface ReadablePlan extends JobResult {
  readonly plan: PlanJson;
  readonly schemas: Schemas;
  /** The arguments and blocks of a resource that the provider of the earlier version does not know yet. */
  readonly added: (type: string) => readonly string[];
}

/** What a plan says about a stack. */
export interface Reading {
  /** By address, in order. */
  readonly resources: Readonly<Record<string, PlannedChange>>;
  readonly outputs: JsonObject;
  readonly outputChanges: Readonly<Record<string, OutputChange>>;
  /** By address. */
  readonly checks: Readonly<Record<string, CheckResult>>;
  /** What data sources about roles answered, by address. */
  readonly answers: Readonly<Record<string, JsonObject>>;
}

export function read(versions: Versions<Plannable>, answer: ReadablePlan): Reading {
  const { changed } = versions;
  const written = allVersions(versions).flatMap(({ source }) => texts(source.sections).map(({ text }) => text));
  const madeUp = new MadeUpTexts(answer.madeUp, sensitiveTexts(answer.plan, new Set(written)));
  const imported = importedAddresses(changed);
  const inPlace = new Map(changesOf(answer.inPlacePlan).map((change) => [change.address, change]));
  const resources = changesOf(answer.plan).map((reported): [string, PlannedChange] => {
    const { address: text, previous_address: previous = text, mode, type } = reported;
    const address = parseAddress(text);
    const change = plannedChange({
      reported,
      inPlace: inPlace.get(text),
      configuration: bodyOf(changed, address),
      schema: answer.schemas(mode === "data" ? "data_source" : "resource", type) ?? {},
      isImported: address !== undefined && isImported(address, imported),
      open: answer.existing[previous]?.open ?? [],
      unplanned: answer.unplanned[text] ?? answer.existing[previous]?.unplanned,
      added: reported.change.before === null ? [] : answer.added(type),
      madeUp,
    });
    return [text, change];
  });
  return {
    resources: inOrder(resources),
    outputs: outputsOf(changed, answer.plan, madeUp),
    outputChanges: changedOutputs(answer.plan.output_changes ?? {}, madeUp),
    checks: checksOf(answer.plan),
    answers: answersIn(answer.plan, ANSWERS_ABOUT_ROLES, madeUp),
  };
}

function changesOf(plan: PlanJson | undefined): readonly ResourceChange[] {
  return plan?.resource_changes ?? [];
}

/** The body of the block that a resource is an instance of. Those in modules are not read. */
function bodyOf({ stack }: Plannable, instance: Address | undefined): JsonObject {
  return (instance && stack.blockByAddress.get(blockAddress(instance))?.body) ?? {};
}

/** By its own address, or by that of its block where only Terraform can evaluate the keys of the instances. */
function isImported(instance: Address, imported: ReadonlySet<string>): boolean {
  return imported.has(printAddress(instance)) || imported.has(blockAddress(instance));
}

function outputsOf({ stack }: Plannable, { output_changes = {} }: PlanJson, madeUp: MadeUpTexts): JsonObject {
  const outputs = stack.outputs.map(({ name }): [string, JsonObject[string]] => {
    const { after, after_unknown, after_sensitive } = output_changes[name] ?? {};
    return [name, madeUp.marked(shown(after, after_unknown, after_sensitive))];
  });
  return inOrder(outputs);
}

const CHECK_RESULTS = { pass: "passed", fail: "failed", error: "failed", unknown: "unknown" } as const;

function checksOf({ checks = [] }: PlanJson): Record<string, CheckResult> {
  const own = checks.filter(({ address }) => address.kind === "check");
  return inOrder(own.map(({ address, status }) => [address.to_display, CHECK_RESULTS[status]]));
}

function inOrder<T>(entries: readonly (readonly [string, T])[]): Record<string, T> {
  return Object.fromEntries([...entries].sort(([left], [right]) => compare(left, right)));
}
