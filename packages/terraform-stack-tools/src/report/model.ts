import type { AccessChanges } from "../knowledge/access/access";
import { isAboutImages } from "../knowledge/catalogue/block-types";
import type { ConfigurationChange, NotJudged } from "../knowledge/judgement/judgement";
import type { Opening } from "../knowledge/network/door";
import type { PlannedChange } from "../planned/change";
import type { CheckResult, Drift, OutputChange, Plan } from "../planned/plan";
import type { PlanNote } from "../planned/plan-json";
import type { PlannedStack } from "../planned/planned-stack";
import { blockOfInstance } from "../stack/address";
import { compare, grouped } from "../stack/json";
import { once } from "../stack/remembered";
import type { Block, Stack } from "../stack/stack";

/** What `--fail-on` may name. */
export const STOPS = [
  "replace",
  "delete",
  "unknown",
  "ineffective",
  "gain",
  "loss",
  "target",
  "drift",
  "check",
  "network",
] as const;

/** What a report warns of. The ids are contracts: people filter by them. */
export interface Rule {
  readonly name: string;
  readonly level: "error" | "warning" | "note";
  /** What it means and what to do, in one or two sentences. */
  readonly help: string;
  /** Which `--fail-on` stops at it. @default none */
  readonly stop?: (typeof STOPS)[number];
  /** Whether `--allow` accepts it. @default false */
  readonly isAllowable?: true;
  /** Whether the parts of its section show it already. @default false */
  readonly isShown?: true;
  /** Whether whoever keeps access has it anyway, so that it is told only of what changes. @default false */
  readonly isStanding?: true;
}

/** What a reviewer has to look at: address and message are a sentence. */
export interface Finding<Id extends string = string> {
  readonly rule: Id;
  readonly address: string;
  readonly message: string;
  /** Of what nobody can judge: those of one kind are one line of `--fail-on`, and `--allow` takes it for an address. */
  readonly unjudged?: { readonly kind: string; readonly reason: string };
}

export function finding<Id extends string>(rule: Id, address: string, message: string): Finding<Id> {
  return { rule, address, message };
}

/** One thing that a reviewer must know, in words that continue a sentence. Empty where there is nothing. */
export interface Clause {
  readonly damage: (typeof DAMAGE)[number];
  readonly full: string;
  /** The same with counts in the place of names. Empty where that says nothing. */
  readonly short: string;
}

/** More than this many are counted in a headline. */
export const MAXIMUM_NAMED = 2;

/**
 * In the order of a headline: what is destroyed, what makes a plan another one than it seems, who gets more than to pull, who
 * loses, who pulls, what nobody can tell, and the rest.
 */
export const DAMAGE = [
  "destroyed",
  "created again",
  "renamed",
  "redirected",
  "partial",
  "power",
  "opened",
  "lost",
  "drift",
  "pull",
  "unclear",
  "not judged",
  "failed",
  "compared",
  "unknown",
  "secret",
  "calm",
] as const;

/** A stack with its plan, and what is to be said of it. */
export interface ReviewedPlan {
  readonly plan: Plan;
  readonly reviewed: ReviewedStack;
  /** What exists after the plan, for questions about access. */
  readonly after: PlannedStack;
  /** With their versions. */
  readonly providers: readonly string[];
}

/** A part of a report. What a format does not ask for is not made. */
export interface Section<Id extends string = string> {
  readonly rules?: Readonly<Record<Id, Rule>>;
  /** Whether a stack says anything of a rule. Without, SARIF does not list it. @default it does */
  readonly isAbout?: (reviewed: ReviewedStack, rule: string) => boolean;
  /** Of all stacks together: what the headline says, a line in the header of a document, and one below that of a terminal. */
  readonly clauses?: (stacks: readonly ReviewedStack[]) => readonly Clause[];
  readonly fact?: (stacks: readonly ReviewedStack[]) => readonly [term: string, text: string] | undefined;
  readonly summary?: (stacks: readonly ReviewedStack[]) => readonly string[];
  readonly findings?: (reviewed: ReviewedStack) => readonly Finding<Id>[];
  /** As a document has it, below a heading of its own. */
  readonly parts?: (reviewed: ReviewedStack) => readonly Part[];
  /** As a terminal has it, below a title: a line for each thing, with a sign in front. */
  readonly title?: string;
  readonly lines?: (reviewed: ReviewedStack) => readonly string[];
  /** Its members of the JSON report. */
  readonly json?: (planned: ReviewedPlan) => object;
}

/** A report, whatever it is written in. All texts are plain: a writer escapes them. */
export type Part =
  | { readonly kind: "heading"; readonly text: string; readonly level: 2 | 3 | 4 }
  | { readonly kind: "sentence"; readonly text: Inline }
  /** What is told in a line each, such as the versions of programs. */
  | { readonly kind: "facts"; readonly items: readonly (readonly [term: string, text: Inline])[] }
  | { readonly kind: "table"; readonly heads: readonly string[]; readonly rows: readonly (readonly Inline[])[] }
  /** A diff. Without lines, the summary is all that there is to say. */
  | { readonly kind: "lines"; readonly summary: Inline; readonly lines: readonly string[] }
  /** What a reader copies. */
  | { readonly kind: "code"; readonly language: string; readonly lines: readonly string[] }
  | { readonly kind: "collapsed"; readonly summary: string; readonly parts: readonly Part[] };

/** A run of text, or several. */
export type Inline = Run | readonly Run[];

export type Run = string | { readonly code: string } | { readonly strong: string } | Mark;

/** A word about a change, which has a color and a sign as well: not everybody tells red from green. */
export interface Mark {
  readonly mark: string;
  readonly tone: Tone;
}

export type Tone = "added" | "granted" | "removed" | "replaced" | "changed" | "unclear" | "kept";

export const SIGNS: Readonly<Record<Tone, string>> = {
  added: "+",
  granted: "+",
  removed: "−",
  replaced: "±",
  changed: "~",
  unclear: "?",
  kept: "=",
};

export function runs(inline: Inline): readonly Run[] {
  return isRun(inline) ? [inline] : inline;
}

function isRun(inline: Inline): inline is Run {
  return typeof inline === "string" || "code" in inline || "strong" in inline || "mark" in inline;
}

export function heading(text: string, level: 2 | 3 | 4): Part {
  return { kind: "heading", text, level };
}

export function sentence(text: string): Part {
  return { kind: "sentence", text };
}

/** Nothing at all where it has no rows. */
export function table(title: string, heads: readonly string[], rows: readonly (readonly Inline[])[]): Part[] {
  return rows.length === 0 ? [] : [heading(title, 3), { kind: "table", heads, rows }];
}

/** Several pieces of code, with commas in between. */
export function codes(texts: readonly string[]): readonly Run[] {
  return texts.flatMap((code, index): Run[] => [...(index > 0 ? [", "] : []), { code }]);
}

/** Some of them, so many that they are read. */
export function someCodes(texts: readonly string[], most = 5): readonly Run[] {
  const left = texts.length - most;
  return left > 1 ? [...codes(texts.slice(0, most)), ` and ${left} others`] : codes(texts);
}

/** A sentence in which words between backticks are code. */
export function withCode(text: string): readonly Run[] {
  return text
    .split(/(`[^`]+`)/)
    .filter((part) => part !== "")
    .map((part) => (/^`[^`]+`$/.test(part) ? { code: part.slice(1, -1) } : part));
}

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
export interface ReviewedChange extends Omit<PlannedChange, "action"> {
  readonly action: string;
  /** The address of what is deleted and is the same but for its address. */
  readonly likelyRenamedFrom?: string;
}

/** Whether nothing happens to it, and it keeps its address and its state. */
export function isKept({ action, movedFrom, importedFrom }: ReviewedChange): boolean {
  return action === "no-op" && movedFrom === undefined && importedFrom === undefined;
}

export type Change = ReviewedChange & { readonly address: string };

/** The changes with one of some actions, in the order of their addresses. */
export function changesWith({ resources }: ReviewedStack, actions: readonly string[]): Change[] {
  const meant = [...byAction(resources)].flatMap(([action, those]) => (actions.includes(action) ? those : []));
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

/** Of a plan, each instance may be a block of its own. */
export function blockAt({ blockByAddress }: Stack, address: string): Block | undefined {
  return blockByAddress.get(address) ?? blockByAddress.get(blockOfInstance(address));
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
