import type { JsonObject } from "../../stack/json";
import type { Stack } from "../../stack/stack";
import { sampleOf } from "../example/sample";
import type { Modules } from "../module/layout";
import type { NamedSource } from "../module/plain-names";
import type { Provenance, StatedProvenance } from "../module/provenance";
import type { Format } from "../module/root-module";
import type { Risk } from "../output/changes";
import { digestOf, type Manifest } from "../output/manifest";
import { changesPage, firstPage, unknownPage } from "./changes-page";
import { changedAssets, differencesOf } from "./difference";
import { underNextNames } from "./former-names";
import { leftBehind } from "./layout-changes";
import type { Danger } from "./losses/danger";
import { dangersOf } from "./losses/dangers";
import { plannedDangers } from "./losses/planned-dangers";
import { isEqual } from "./members";
import { type PreviousVersion, STACK_RECORD } from "./previous-version";

/** What a handoff does to the bundle that is in its place. */
export interface Update {
  /** Of the bundle that is written. */
  readonly provenance: Provenance;
  /** The text of its page of changes. */
  readonly page: string;
  /** Whether the bundle stays as it is, whatever the commit. */
  readonly isUnchanged: boolean;
  /** What the next apply puts at risk. */
  readonly risks: readonly Risk[];
}

export interface UpdateOptions {
  readonly format: Format;
  readonly provenance: Provenance;
  readonly stated: StatedProvenance;
  /** Undefined where Terraform is not asked. */
  readonly planned?: Planner;
}

/** Says what Terraform plans for each resource that changes. */
export type Planner = (update: PlannedUpdate) => PlannedResources;

/** What Terraform plans for a stack that is handed over again. */
export interface PlannedResources {
  /** In Markdown, by the address of the instance. */
  readonly lines: Readonly<Record<string, string>>;
  /** The addresses of what is destroyed and not created again. */
  readonly deleted: readonly string[];
  /** Why there is no plan that could be applied; undefined where there is one. */
  readonly failure?: string;
}

/** Two versions of a stack, as the JSON that cdktf writes. */
export interface PlannedUpdate {
  readonly name: string;
  readonly existing: JsonObject;
  readonly changed: JsonObject;
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
  if (previous === undefined) {
    return { provenance, page: firstPage(source.name), isUnchanged: false, risks: [] };
  }
  if (previous.stack === undefined) {
    return { provenance, page: unknownPage(source.name), isUnchanged: false, risks: [UNKNOWN_RESOURCES] };
  }
  const { version } = provenance;
  const assets = new Map([...source.assets].map(([path, bytes]) => [path, digestOf(bytes)]));
  const isSameStack = isEqual(previous.stack.sections, stack.sections);
  const answer = isSameStack
    ? undefined
    : planned?.({
        name: source.name,
        existing: previous.stack.sections,
        changed: stack.sections,
        variables: { ...exampleValues(previous.stack), ...exampleValues(stack) },
      });
  const next = { stack, modules, format, version, assets, backend, provenance, planned: answer?.lines };
  const renamed = underNextNames(previous.stack, stack, source.names);
  const known = dangersOf(previous.stack, renamed, stack, changedAssets(previous, assets));
  const dangers = [...known, ...plannedDangers(answer?.deleted ?? [], known)];
  const differences = differencesOf(previous, renamed, next, dangers);
  const { manifest, changes } = previous;
  const isSame = differences.length === 0;
  const isUnchanged = isSame && manifest.stackDigest === digestOf(source.bytes);
  return {
    provenance: isUnchanged && !stated.commit ? withCommitOf(manifest, provenance) : provenance,
    page: (isUnchanged ? changes : undefined) ?? changesPage(source.name, differences, manifest.source, provenance),
    isUnchanged,
    risks: [
      ...(answer?.failure === undefined ? [] : [{ place: ".", reason: answer.failure, consent: "none" as const }]),
      ...leftBehind(previous, previous.stack, modules).map(deleted),
      ...dangers.flatMap(riskOf),
    ],
  };
}

function deleted(place: string): Risk {
  return { place, reason: "", consent: "delete" };
}

function riskOf({ subject, reason, consent }: Danger): Risk[] {
  return consent === undefined ? [] : [{ place: subject, reason, consent }];
}

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
