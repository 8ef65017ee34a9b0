import type { JsonObject } from "../../stack/json";
import type { Stack } from "../../stack/stack";
import { sampleOf } from "../example/sample";
import type { Modules } from "../module/layout";
import type { NamedSource } from "../module/plain-names";
import type { Provenance, StatedProvenance } from "../module/provenance";
import type { Format } from "../module/root-module";
import { digestOf, type Manifest } from "../output/manifest";
import { changesPage, firstPage, unknownPage } from "./changes-page";
import { differencesOf } from "./difference";
import { underNextNames } from "./former-names";
import { leftBehind } from "./layout-changes";
import { isEqual } from "./members";
import type { PreviousVersion } from "./previous-version";
import { deletedAddresses } from "./resource-changes";

/** What a handoff does to the bundle that is in its place. */
export interface Update {
  /** Of the bundle that is written. */
  readonly provenance: Provenance;
  /** The text of its page of changes. */
  readonly page: string;
  /** Whether the bundle stays as it is, whatever the commit. */
  readonly isUnchanged: boolean;
  /** The addresses that the next apply would delete. */
  readonly deleted: readonly string[];
}

export interface UpdateOptions {
  readonly format: Format;
  readonly provenance: Provenance;
  readonly stated: StatedProvenance;
  /** Undefined where Terraform is not asked. */
  readonly planned?: Planner;
}

/** Says what Terraform plans for each resource that changes: in Markdown, by its address. */
export type Planner = (update: PlannedUpdate) => Readonly<Record<string, string>>;

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
  const { stack } = modules.whole;
  if (previous?.stack === undefined) {
    const page = previous === undefined ? firstPage(source.name) : unknownPage(source.name);
    return { provenance, page, isUnchanged: false, deleted: [] };
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
  const next = { stack, modules, format, version, assets, ...(answer === undefined ? {} : { planned: answer }) };
  const renamed = underNextNames(previous.stack, stack, source.names);
  const differences = differencesOf(previous, renamed, next);
  const deleted = [...leftBehind(previous, previous.stack, modules), ...deletedAddresses(renamed, stack)];
  const { manifest, changes } = previous;
  const isSame = differences.length === 0;
  const isUnchanged = isSame && manifest.stackDigest === digestOf(source.bytes);
  return {
    provenance: isUnchanged && !stated.commit ? withCommitOf(manifest, provenance) : provenance,
    page: (isSame ? changes : undefined) ?? changesPage(source.name, differences, manifest.source, provenance),
    isUnchanged,
    deleted,
  };
}

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
