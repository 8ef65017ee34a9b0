import type { AccessChanges } from "../knowledge/access/access";
import { contentsOf, isAboutImages } from "../knowledge/catalogue/block-types";
import { type ConfigurationChange, isProtected } from "../knowledge/judgement/configuration-changes";
import type { NotJudged } from "../knowledge/judgement/judgement";
import type { Opening } from "../knowledge/reach/items";
import type { CheckResult, Drift, OutputChange } from "../planned/plan";
import type { PlanNote } from "../planned/plan-json";
import type { Inline } from "../shared/document";
import { blockOfInstance, parseAddress } from "../stack/address";
import { compare, grouped, type Json, type JsonObject } from "../stack/json";
import { once } from "../stack/remembered";
import type { Block, Stack } from "../stack/stack";

/** A planned stack, as a report tells it. */
export interface ReviewedStack {
  readonly name: string;
  /** The file with its synthesized JSON, as a reader would find it. */
  readonly file: string;
  readonly stack: Stack;
  /** Whether the plan compares with an earlier version. */
  readonly isUpdate: boolean;
  /** The name of the earlier version, where it is another one. */
  readonly formerName?: string;
  /** By address, in order. */
  readonly resources: Readonly<Record<string, ReviewedChange>>;
  readonly access: AccessChanges;
  /** What was changed outside of the engine since the last apply, and who gained or lost access by that. @default nothing */
  readonly drift?: readonly Drift[];
  readonly found?: AccessChanges;
  /** Of what nobody can tell whether somebody gains access by it. @default there is nothing like that */
  readonly notJudged?: readonly NotJudged[];
  /** Whose network lets in more than before. @default none */
  readonly opened?: readonly Opening[];
  /** What the check blocks say, by address. @default there are none */
  readonly checks?: Readonly<Record<string, CheckResult>>;
  /** What its configuration says differently, and no resource shows. @default nothing, or nobody has the former one */
  readonly configuration?: readonly ConfigurationChange[];
  /** Whether an engine made the plan with access to the cloud. @default it was made without */
  readonly isFromEngine?: true;
  /** What the plan says of itself. @default nothing */
  readonly notes?: readonly PlanNote[];
  /** The outputs that change, by name. @default they are not told */
  readonly outputs?: Readonly<Record<string, OutputChange>>;
}

/** What would happen to one resource. */
export interface ReviewedChange {
  readonly action: string;
  readonly movedFrom?: string;
  /** The id by which the plan brings it into the state. */
  readonly importedFrom?: string;
  /** The arguments that force a replacement, or that may force one. */
  readonly because?: readonly string[];
  /** Why it is replaced, where no argument forces that. */
  readonly cause?: string;
  /** Why it is not known what happens. */
  readonly reason?: string;
  readonly createBeforeDestroy?: boolean;
  /** The address of what is deleted and is the same but for its address. */
  readonly likelyRenamedFrom?: string;
  readonly values?: JsonObject;
  readonly changes?: Readonly<Record<string, { readonly before: Json; readonly after: Json }>>;
}

/** Whether nothing happens to it, and it keeps its address and its state. */
export function isKept({ action, movedFrom, importedFrom }: ReviewedChange): boolean {
  return action === "no-op" && movedFrom === undefined && importedFrom === undefined;
}

export type Change = ReviewedChange & { readonly address: string };

/** The changes with one of some actions, in the order of their addresses. */
export function changesWith(reviewed: ReviewedStack, actions: readonly string[]): Change[] {
  return changesWhere(reviewed, (action) => actions.includes(action));
}

/** The changes for which it is not known whether they replace, or what they change at all. */
export function unknownChanges(reviewed: ReviewedStack): Change[] {
  return changesWhere(reviewed, (action) => action.endsWith("unknown"));
}

function changesWhere({ resources }: ReviewedStack, isMeant: (action: string) => boolean): Change[] {
  const meant = [...byAction(resources)].flatMap(([action, those]) => (isMeant(action) ? those : []));
  // The others are not copied, since their values are read only where somebody asks for them.
  return meant.sort(([left], [right]) => compare(left, right)).map(([address, change]) => ({ address, ...change }));
}

const byAction = once((resources: ReviewedStack["resources"]) =>
  grouped(Object.entries(resources), ([, { action }]) => action),
);

/** Whether a report has something to say about access to images in a stack. */
export function looksAtAccess({ stack, access, notJudged = [] }: ReviewedStack): boolean {
  return isAboutImages(stack) || notJudged.length > 0 || Object.values(access).some((lines) => lines.length > 0);
}

/** Where what is deleted seems to go: the new address by the old one. */
export function likelyRenames({ resources }: ReviewedStack): ReadonlyMap<string, string> {
  return new Map(
    Object.entries(resources).flatMap(([to, { likelyRenamedFrom: from }]) => (from === undefined ? [] : [[from, to]])),
  );
}

/** A rename that deletes what the configuration protects, or what holds something that is lost with it. */
export interface LosingRename {
  readonly from: string;
  readonly to: string;
  readonly isProtected: boolean;
}

/** Terraform asks what is still in the configuration whether it may be destroyed: a rename takes `prevent_destroy` away. */
export function losingRenames(reviewed: ReviewedStack): LosingRename[] {
  return [...likelyRenames(reviewed)]
    .map(([from, to]) => {
      const block = blockAt(reviewed.stack, to);
      return { from, to, isProtected: block !== undefined && isProtected(block) };
    })
    .filter(({ from, isProtected }) => isProtected || contentsOf(parseAddress(from)?.type ?? "") !== undefined);
}

/** Of a plan, each instance may be a block of its own. */
export function blockAt({ blockByAddress }: Stack, address: string): Block | undefined {
  return blockByAddress.get(address) ?? blockByAddress.get(blockOfInstance(address));
}

/** One line for each, for a terminal and for findings. */
export function driftWords({ isDeleted, changes }: Drift): string {
  return isDeleted
    ? "was deleted outside of Terraform"
    : `was changed outside of Terraform: ${Object.keys(changes).join(", ")}`;
}

/** Where a report comes from, so that somebody can sign it. */
export interface Provenance {
  /** What the change is called. @default it is not told */
  readonly title?: string;
  /** A time by RFC 3339. @default it is not told, so that the report is the same every day */
  readonly date?: string;
  /** The version of this package. */
  readonly tool: string;
  /** Such as `Terraform 1.11.4`. */
  readonly engine?: string;
  /** Such as `hashicorp/aws 5.84.0`. */
  readonly providers: readonly string[];
  /** What took the place of answers of the cloud. @default nothing */
  readonly madeUp?: Inline;
}
