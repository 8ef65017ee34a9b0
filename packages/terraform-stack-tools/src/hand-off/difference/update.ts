import type { JsonObject } from "../../stack/json";
import type { Stack } from "../../stack/stack";
import { sampleOf } from "../example/sample";
import type { Modules } from "../module/layout";
import type { Provenance, StatedProvenance } from "../module/provenance";
import type { NamedSource } from "../module/renamed-stack";
import type { Format } from "../module/root-module";
import type { Risk } from "../output/changes";
import { digestOf, type Manifest } from "../output/manifest";
import { dangersOf, type Loss } from "./losses";
import { changedAssets, changesPage, differencesOf, leftBehind, pageOf } from "./page";
import { changedMembers, isEqual, type PreviousVersion, STACK_RECORD, underNextNames } from "./versions";

/** What a handoff does to the bundle that is in its place. */
export interface Update {
  /** Of the bundle that is written. */
  readonly provenance: Provenance;
  /** The text of its page of changes, which says the same with and without Terraform. */
  readonly page: string;
  /** The same with what Terraform plans, where it was asked. */
  readonly told: string;
  /** Whether the bundle stays as it is, whatever the commit. */
  readonly isUnchanged: boolean;
  /** What the next apply puts at risk. */
  readonly risks: readonly Risk[];
  /** Of the bundle before, as far as they are known. */
  readonly addresses: readonly string[];
}

export interface UpdateOptions {
  readonly format: Format;
  readonly provenance: Provenance;
  readonly stated: StatedProvenance;
  /** Undefined where Terraform is not asked. */
  readonly planned?: Planner;
}

/** Says what Terraform plans for each resource that changes; undefined where it cannot be asked. */
export type Planner = (update: PlannedUpdate) => PlannedResources | undefined;

/** What Terraform plans for a stack that is handed over again. */
export interface PlannedResources {
  /** In Markdown, by the address of the instance. */
  readonly lines: Readonly<Record<string, string>>;
  /** What is destroyed or replaced, or may be replaced. */
  readonly losses: readonly Loss[];
  /** Why there is no plan that could be applied; undefined where there is one. */
  readonly failure?: string;
}

/** Two versions of a stack. */
export interface PlannedUpdate {
  readonly name: string;
  readonly existing: Stack;
  readonly changed: Stack;
  /** Example values for the variables of both that have no default. */
  readonly variables: JsonObject;
}

/** Compares a stack with the bundle that is in its place. */
export function updateOf(
  source: NamedSource,
  modules: Modules,
  previous: PreviousVersion | undefined,
  { format, provenance, stated, planned }: UpdateOptions,
): Update {
  const { stack, backend } = modules.whole;
  if (previous?.stack === undefined) {
    const page = pageOf(source.name, previous === undefined ? FIRST : UNKNOWN_CHANGES);
    const risks = previous === undefined ? [] : [UNKNOWN_RESOURCES];
    return { provenance, page, told: page, isUnchanged: false, risks, addresses: [] };
  }
  const before = previous.stack;
  const { version } = provenance;
  const { manifest, changes } = previous;
  const assets = new Map([...source.assets].map(([path, bytes]) => [path, digestOf(bytes)]));
  const renamed = underNextNames(before, stack, source.names);
  const next = { stack, modules, format, version, assets, backend, provenance };
  const isOpen = changedMembers(before.sections, stack.sections).some((name) => name !== "output");
  const compared = (answer?: PlannedResources) => {
    const dangers = dangersOf(before, renamed, stack, changedAssets(previous, assets), answer?.losses);
    const differences = differencesOf(previous, renamed, { ...next, planned: answer?.lines }, dangers);
    const remark = answer === undefined && isOpen ? `This page compares the configurations: ${UNTOLD}.` : "";
    return { dangers, differences, page: changesPage(source.name, differences, manifest.source, provenance, remark) };
  };
  const written = compared();
  const isUnchanged = written.differences.length === 0 && manifest.stackDigest === digestOf(source.bytes);
  const variables = { ...exampleValues(before), ...exampleValues(stack) };
  const answer = isEqual(before.sections, stack.sections)
    ? undefined
    : planned?.({ name: source.name, existing: before, changed: stack, variables });
  const told = answer === undefined ? written : compared(answer);
  return {
    provenance: isUnchanged && !stated.commit ? withCommitOf(manifest, provenance) : provenance,
    page: (isUnchanged ? changes : undefined) ?? written.page,
    told: told.page,
    isUnchanged,
    risks: [
      ...(answer?.failure === undefined ? [] : [{ place: ".", reason: answer.failure, consent: "none" as const }]),
      ...leftBehind(previous, before, modules).map((place) => ({ place, reason: "", consent: "delete" as const })),
      ...told.dangers.map(({ subject, reason, consent }) => ({ place: subject, reason, consent })),
    ],
    addresses: [...before.blockByAddress.keys()],
  };
}

/** What the configurations alone do not say. */
export const UNTOLD =
  "whether a changed resource is replaced, and what is lost inside of modules, cannot be told without a plan";

const FIRST = "This is the first handoff of this stack. The next one says here what it changes.";
const UNKNOWN_CHANGES =
  "They are not known: the record of the stack before is missing or was edited. Compare the files.";

/** Without the record of the bundle before, nobody knows what the next apply destroys. */
const UNKNOWN_RESOURCES: Risk = {
  place: STACK_RECORD,
  reason: "it is missing or was edited, so that nobody knows what the module has",
  consent: "delete",
};

/** The commit in which the stack got the form that it still has, so that later commits leave the bundle as it is. */
export function withCommitOf({ source }: Manifest, current: Provenance): Provenance {
  const { commit, hasUncommittedChanges } = source;
  const { commit: _commit, hasUncommittedChanges: _changes, ...others } = current;
  return {
    ...others,
    ...(commit === undefined ? {} : { commit }),
    ...(hasUncommittedChanges === undefined ? {} : { hasUncommittedChanges }),
  };
}

function exampleValues({ variables }: Stack): JsonObject {
  const required = variables.filter(({ isRequired }) => isRequired);
  return Object.fromEntries(required.map((variable) => [variable.name, sampleOf(variable).value]));
}
