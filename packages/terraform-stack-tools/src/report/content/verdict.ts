import { contentsOf } from "../../knowledge/catalogue/block-types";
import { accessHeadline, accessVerdict } from "../../knowledge/pages/access-verdict";
import { notJudgedHeadline } from "../../knowledge/pages/not-judged-parts";
import { changedReach } from "../../knowledge/pages/reach-parts";
import { switchHeadline } from "../../knowledge/pages/switch-parts";
import { openedHeadline } from "../../knowledge/reach/openings";
import type { PlanNote } from "../../planned/plan-json";
import { visible } from "../../shared/markdown";
import { parseAddress } from "../../stack/address";
import {
  changesWith,
  isKept,
  likelyRenames,
  looksAtAccess,
  type ReviewedStack,
  unknownChanges,
} from "../reviewed-stack";
import { failedChecks, newSecrets } from "./findings";

/** One thing that a reviewer must know, in words that continue a sentence. */
interface Clause {
  readonly full: string;
  /** The same with counts in the place of names. Empty where that says nothing. */
  readonly short: string;
}

/** What a reviewer must know: who may pull now, what is replaced, what secret enters the state. */
export function verdict(stacks: readonly ReviewedStack[]): string {
  return sentenceOf(clauses(stacks).map(({ full }) => full));
}

/** The same in few words, whatever there is to say. What is left out stands in the verdict. */
export function headline(stacks: readonly ReviewedStack[]): string {
  return sentenceOf(shortened(clauses(stacks)));
}

/** What a headline only counts, or leaves out, as sentences. */
export function details(stacks: readonly ReviewedStack[]): string[] {
  const all = clauses(stacks);
  const told = new Set(shortened(all));
  return all.filter(({ full }) => !told.has(full)).map(({ full }) => sentenceOf([full]));
}

/** A headline is read at a glance: a name may be as long as all words together. */
const MAXIMUM_WORDS = 30;
const MAXIMUM_LETTERS = 300;

/** The clauses that fit, the first of them in full. */
function shortened(all: readonly Clause[]): string[] {
  const fitting: Clause[] = [];
  for (const clause of all) {
    if (isShort([...fitting, clause].map(({ short }) => short))) {
      fitting.push(clause);
    }
  }
  let told = fitting.map(({ short }) => short);
  for (const [index, { full }] of fitting.entries()) {
    const longer = [...told.slice(0, index), full, ...told.slice(index + 1)];
    told = isShort(longer) ? longer : told;
  }
  return told.filter((text) => text !== "");
}

function isShort(told: readonly string[]): boolean {
  // As it is shown: whatever separates words in a name is a space then.
  const text = visible(sentenceOf(told));
  return text.length <= MAXIMUM_LETTERS && text.split(/\s+/).length <= MAXIMUM_WORDS;
}

function sentenceOf(parts: readonly string[]): string {
  const sentence = parts.join("; ");
  return `${sentence.charAt(0).toUpperCase()}${sentence.slice(1)}.`;
}

function clauses(stacks: readonly ReviewedStack[]): Clause[] {
  const reach = stacks.flatMap((one) => one.reach ?? []);
  const opened = stacks.flatMap((one) => one.opened ?? []);
  const notJudged = stacks.flatMap((one) => one.notJudged ?? []);
  const switches = switchHeadline(stacks.flatMap((one) => one.switches ?? []));
  const failed = checkPart(stacks.flatMap(failedChecks).length);
  const secrets = stacks.flatMap(newSecrets).length;
  const all: Clause[] = [
    namePart(stacks),
    alike(notePart(stacks.flatMap(({ notes = [] }) => notes))),
    driftPart(stacks),
    accessPart(stacks),
    { full: notJudgedHeadline(notJudged), short: notJudged.length === 0 ? "" : "some resources are not judged" },
    alike(agreementPart(stacks)),
    { full: changedReach(reach, MAXIMUM_NAMED), short: changedReach(reach, 0) },
    { full: openedHeadline(opened, MAXIMUM_NAMED), short: openedHeadline(opened, 0) },
    { full: switches, short: switches === "" ? "" : "role assignments without effect in ABAC mode" },
    alike(failed),
    {
      full: `${changePart(stacks)}, and ${secretPart(secrets)}`,
      short: secrets === 0 ? shortChanges(stacks) : `${shortChanges(stacks)}, ${secretPart(secrets)}`,
    },
  ];
  return all.filter(({ full }) => full !== "");
}

function alike(full: string): Clause {
  return { full, short: full };
}

/** More than this many ways are counted instead. */
const MAXIMUM_NAMED = 2;

/** Two stacks of other names may be versions of one that was renamed, or two that were taken for each other. */
function namePart(stacks: readonly ReviewedStack[]): Clause {
  const all = stacks.flatMap(({ name, formerName }) => (formerName === undefined ? [] : [{ name, formerName }]));
  if (all.length > MAXIMUM_NAMED) {
    return alike(`${all.length} stacks are compared with stacks of another name`);
  }
  const named = all.map(
    ({ name, formerName }) => `the stack ${name} is compared with a stack of another name, ${formerName}`,
  );
  return { full: named.join(" and "), short: named.length === 0 ? "" : "compared with a stack of another name" };
}

/** That nobody takes a part for the whole. */
function notePart(notes: readonly PlanNote[]): string {
  const [deferred, actions] = (["deferred", "action"] as const).map(
    (kind) => notes.filter((note) => note.kind === kind).length,
  );
  const parts = [
    ...(notes.some(({ kind }) => kind === "incomplete")
      ? ["the plan is not complete, so that another one follows"]
      : []),
    ...(notes.some(({ kind }) => kind === "refresh-only")
      ? ["the plan is refresh-only, so that applying it changes the state alone"]
      : []),
    ...(deferred === 0
      ? []
      : [`${deferred === 1 ? "1 change is" : `${deferred} changes are`} deferred to a later plan`]),
    ...(actions === 0 ? [] : [`${actions === 1 ? "1 action runs" : `${actions} actions run`} beside the changes`]),
  ];
  return parts.join(", ");
}

/** What was changed by others, and who gained or lost access by that. */
function driftPart(stacks: readonly ReviewedStack[]): Clause {
  const count = stacks.reduce((sum, { drift = [] }) => sum + drift.length, 0);
  const found = stacks.flatMap((stack) => stack.found ?? []);
  if (count === 0) {
    return alike("");
  }
  const changes = {
    gained: found.flatMap(({ gained }) => gained),
    opaque: found.flatMap(({ opaque }) => opaque),
    lost: found.flatMap(({ lost }) => lost),
  };
  const outside = `${count === 1 ? "1 resource was" : `${count} resources were`} changed outside of Terraform`;
  return {
    full: `${outside}, and by that ${accessVerdict(changes)}`,
    short: `${count} changed outside of Terraform, by which ${accessHeadline(changes)}`,
  };
}

function checkPart(failed: number): string {
  if (failed === 0) {
    return "";
  }
  return failed === 1 ? "1 check fails" : `${failed} checks fail`;
}

function accessPart(stacks: readonly ReviewedStack[]): Clause {
  if (!stacks.some(looksAtAccess)) {
    return alike("");
  }
  const changes = {
    gained: stacks.flatMap(({ access }) => access.gained),
    opaque: stacks.flatMap(({ access }) => access.opaque),
    lost: stacks.flatMap(({ access }) => access.lost),
  };
  const isOpen = stacks.some(({ notJudged = [] }) => notJudged.length > 0);
  return { full: accessVerdict(changes, isOpen), short: accessHeadline(changes, isOpen) };
}

/** Whether access is as agreed, where it is compared. */
function agreementPart(stacks: readonly ReviewedStack[]): string {
  const compared = stacks.flatMap(({ disagreements }) => (disagreements === undefined ? [] : [disagreements.length]));
  const count = compared.reduce((sum, one) => sum + one, 0);
  if (compared.length === 0) {
    return "";
  }
  const differences = count === 1 ? "1 difference" : `${count} differences`;
  return count === 0 ? "access is as agreed" : `access is not as agreed (${differences})`;
}

function changePart(stacks: readonly ReviewedStack[]): string {
  const replaced = stacks.flatMap((stack) => changesWith(stack, ["replace"])).length;
  const deleted = stacks.flatMap((stack) => changesWith(stack, ["delete"])).length;
  const forgotten = stacks.flatMap((stack) => changesWith(stack, ["forget", "forget and create"])).length;
  const unknown = stacks.flatMap(unknownChanges).length;
  const parts = [
    ...(replaced === 0 ? [] : [`${counted(replaced)} replaced`]),
    ...(deleted === 0 ? [] : [`${counted(deleted)} deleted${renamed(stacks, deleted)}`]),
    ...lostContents(stacks),
    ...(forgotten === 0 ? [] : [`${counted(forgotten)} no longer managed`]),
    ...(unknown === 0 ? [] : [`${unknown === 1 ? "of 1" : `of ${unknown}`} only a plan with credentials can tell`]),
  ];
  if (parts.length === 0) {
    return stacks.every(isUnchanged) ? "no resource changes" : "nothing is replaced or deleted";
  }
  return parts.join(", ");
}

/** Such as `the passwords of random_password.a are lost`. */
function lostContents(stacks: readonly ReviewedStack[]): string[] {
  const lost = stacks
    .flatMap((stack) => changesWith(stack, ["replace", "delete"]))
    .flatMap(({ address }) => {
      const contents = contentsOf(parseAddress(address)?.type ?? "");
      return contents === undefined ? [] : [`the ${contents} of ${address} are lost`];
    });
  return lost.length > MAXIMUM_NAMED ? [`what ${lost.length} of them hold is lost`] : lost;
}

function renamed(stacks: readonly ReviewedStack[], deleted: number): string {
  const count = stacks.reduce((sum, stack) => sum + likelyRenames(stack).size, 0);
  if (count === 0) {
    return "";
  }
  return deleted === 1 ? " and looks renamed" : `, of which ${count === 1 ? "1 looks" : `${count} look`} renamed`;
}

function isUnchanged({ resources }: ReviewedStack): boolean {
  return Object.values(resources).every(isKept);
}

function counted(count: number): string {
  return count === 1 ? "1 resource is" : `${count} resources are`;
}

/** Such as `1 replaced, 2 deleted`. */
function shortChanges(stacks: readonly ReviewedStack[]): string {
  const counts: readonly (readonly [number, string])[] = [
    [stacks.flatMap((stack) => changesWith(stack, ["replace"])).length, "replaced"],
    [stacks.flatMap((stack) => changesWith(stack, ["delete"])).length, "deleted"],
    [stacks.flatMap(unknownChanges).length, "unknown"],
  ];
  const told = counts.filter(([count]) => count > 0).map(([count, word]) => `${count} ${word}`);
  return told.length === 0 ? "nothing is replaced or deleted" : told.join(", ");
}

function secretPart(secrets: number): string {
  if (secrets === 0) {
    return "no secret enters the state";
  }
  return secrets === 1 ? "one secret enters the state" : `${secrets} secrets enter the state`;
}
