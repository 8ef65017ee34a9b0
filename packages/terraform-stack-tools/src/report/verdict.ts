import type { AccessChanges } from "../knowledge/access/access";
import { contentsOf } from "../knowledge/catalogue/block-types";
import { accessHeadline, accessVerdict, notJudgedHeadline } from "../knowledge/pages/access";
import { openedHeadline } from "../knowledge/reach/items";
import type { PlanNote } from "../planned/plan-json";
import { maskedAddresses } from "../planned/sensitive";
import { visible } from "../shared/words";
import { parseAddress } from "../stack/address";
import { MASK } from "../stack/credentials";
import { failedChecks, newSecrets } from "./findings";
import {
  type Change,
  changesWith,
  isKept,
  likelyRenames,
  looksAtAccess,
  losingRenames,
  type ReviewedStack,
  unknownChanges,
} from "./reviewed-stack";

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
  const opened = stacks.flatMap((one) => one.opened ?? []);
  const notJudged = stacks.flatMap((one) => one.notJudged ?? []);
  const failed = stacks.flatMap(failedChecks).length;
  const all: Clause[] = [
    namePart(stacks),
    alike(notePart(stacks.flatMap(({ notes = [] }) => notes))),
    driftPart(stacks),
    accessPart(stacks),
    { full: notJudgedHeadline(notJudged), short: notJudged.length === 0 ? "" : "some resources are not judged" },
    { full: openedHeadline(opened, MAXIMUM_NAMED), short: openedHeadline(opened, 0) },
    alike(told(failed, "1 check fails", `${failed} checks fail`)),
    renamePart(stacks),
    changePart(stacks),
  ];
  return all.filter(({ full }) => full !== "");
}

function alike(full: string): Clause {
  return { full, short: full };
}

/** The words for one or for several; none for none. */
function told(count: number, one: string, several: string): string {
  if (count === 0) {
    return "";
  }
  return count === 1 ? one : several;
}

function joined(parts: readonly string[], separator: string): string {
  return parts.filter((part) => part !== "").join(separator);
}

/** More than this many ways are counted instead. */
const MAXIMUM_NAMED = 2;

/** Two stacks of other names may be versions of one that was renamed, or two that were taken for each other. */
function namePart(stacks: readonly ReviewedStack[]): Clause {
  const named = stacks.flatMap(({ name, formerName }) =>
    formerName === undefined ? [] : [`the stack ${name} is compared with a stack of a different name, ${formerName}`],
  );
  return named.length > MAXIMUM_NAMED
    ? alike(`${named.length} stacks are compared with stacks of different names`)
    : { full: named.join(" and "), short: named.length === 0 ? "" : "compared with a stack of a different name" };
}

/** That nobody takes a part for the whole. */
function notePart(notes: readonly PlanNote[]): string {
  const count = (kind: PlanNote["kind"]) => notes.filter((note) => note.kind === kind).length;
  const [deferred, actions] = [count("deferred"), count("action")];
  return joined(
    [
      count("incomplete") > 0 ? "the plan is incomplete: another one must follow" : "",
      count("refresh-only") > 0 ? "the plan is refresh-only: applying it changes only the state" : "",
      told(deferred, "1 change is deferred to a later plan", `${deferred} changes are deferred to a later plan`),
      told(actions, "the plan also runs 1 action", `the plan also runs ${actions} actions`),
    ],
    ", ",
  );
}

/** The lines of several stacks together. */
function together(all: readonly AccessChanges[]) {
  return {
    gained: all.flatMap(({ gained }) => gained),
    opaque: all.flatMap(({ opaque }) => opaque),
    lost: all.flatMap(({ lost }) => lost),
    kept: all.flatMap(({ kept }) => kept),
  };
}

/** What was changed by others, and who gained or lost access by that. */
function driftPart(stacks: readonly ReviewedStack[]): Clause {
  const count = stacks.reduce((sum, { drift = [] }) => sum + drift.length, 0);
  const changes = together(stacks.flatMap((stack) => stack.found ?? []));
  const outside = told(count, "1 resource was", `${count} resources were`);
  return count === 0
    ? alike("")
    : {
        full: `${outside} changed outside of Terraform, and as a result ${accessVerdict(changes)}`,
        short: `${count} changed outside of Terraform, and as a result ${accessHeadline(changes)}`,
      };
}

function accessPart(stacks: readonly ReviewedStack[]): Clause {
  if (!stacks.some(looksAtAccess)) {
    return alike("");
  }
  const changes = together(stacks.map(({ access }) => access));
  const isOpen = stacks.some(({ notJudged = [] }) => notJudged.length > 0);
  return { full: accessVerdict(changes, isOpen), short: accessHeadline(changes, isOpen) };
}

/** What somebody wanted to keep, and only gave another name. */
function renamePart(stacks: readonly ReviewedStack[]): Clause {
  const renames = stacks.flatMap(losingRenames);
  const named = renames.map(({ from, to, isProtected }) => {
    const guard = isProtected ? " despite `prevent_destroy`" : "";
    return `the rename of ${from} to ${to} deletes it${guard}: only a move keeps it`;
  });
  return {
    full:
      named.length > MAXIMUM_NAMED
        ? `the renames of ${named.length} resources delete what is protected or not empty: only moves keep them`
        : named.join("; "),
    short: told(named.length, "a rename deletes what a move would keep", "renames delete what moves would keep"),
  };
}

/** What becomes of resources, and of secrets. */
function changePart(stacks: readonly ReviewedStack[]): Clause {
  const of = (...actions: readonly string[]) => stacks.flatMap((stack) => changesWith(stack, actions));
  const [replaced, deleted, forgotten] = [of("replace"), of("delete"), of("forget", "forget and create")].map(
    ({ length }) => length,
  );
  const unknown = stacks.flatMap(unknownChanges).length;
  const secrets = stacks.flatMap(newSecrets).length;
  const resources = (count: number, what: string) =>
    told(count, `1 resource is ${what}`, `${count} resources are ${what}`);
  const full = joined(
    [
      resources(replaced, "replaced"),
      resources(deleted, `deleted${renamed(stacks, deleted)}`),
      ...lostContents(of("replace", "delete")),
      resources(forgotten, "no longer managed"),
      resources(unknown, "unknown without credentials"),
    ],
    ", ",
  );
  const short = joined(
    [[replaced, "replaced"] as const, [deleted, "deleted"] as const, [unknown, "unknown"] as const].map(
      ([count, what]) => told(count, `1 ${what}`, `${count} ${what}`),
    ),
    ", ",
  );
  const isUnchanged = stacks.every((stack) => Object.values(stack.resources).every(isKept));
  const entering = told(secrets, "one secret enters the state", `${secrets} secrets enter the state`);
  const secretPart = entering || (stacks.some(hasCredential) ? "" : "no change stores a secret");
  return {
    full: joined([full || (isUnchanged ? "no resource changes" : NOTHING_LOST), secretPart], ", and "),
    short: joined([short || NOTHING_LOST, entering], ", "),
  };
}

/** Whether an address has a credential, so that nobody can say that no change stores a secret. Values are masked already. */
function hasCredential({ stack, resources }: ReviewedStack): boolean {
  const changed = Object.values(resources).filter((change) => !isKept(change));
  return (
    maskedAddresses(stack.sections) !== stack.sections ||
    // All values of an update take long to read.
    changed.some((change) => JSON.stringify(change.changes ?? change.values ?? {}).includes(MASK))
  );
}

const NOTHING_LOST = "nothing is replaced or deleted";

/** Such as `the passwords of random_password.a are lost`. */
function lostContents(changes: readonly Change[]): string[] {
  const lost = changes.flatMap(({ address }) => {
    const contents = contentsOf(parseAddress(address)?.type ?? "");
    return contents === undefined ? [] : [`the ${contents} of ${address} are lost`];
  });
  return lost.length > MAXIMUM_NAMED ? [`what ${lost.length} of them hold is lost`] : lost;
}

function renamed(stacks: readonly ReviewedStack[], deleted: number): string {
  const count = stacks.reduce((sum, stack) => sum + likelyRenames(stack).size, 0);
  return deleted === 1
    ? told(count, " and looks renamed", "")
    : told(count, ", of which 1 looks renamed", `, of which ${count} look renamed`);
}
