import type { AccessChanges } from "../knowledge/access/access";
import { contentsOf } from "../knowledge/catalogue/block-types";
import { accessClauses, type Clause, nobodyGains, notJudgedHeadline } from "../knowledge/pages/access";
import { openedHeadline } from "../knowledge/reach/items";
import type { PlanNote } from "../planned/plan-json";
import { listed, visible } from "../shared/words";
import { parseAddress } from "../stack/address";
import { once } from "../stack/remembered";
import { configurationFindings, type Finding, failedChecks, newSecrets } from "./findings";
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
  return all.filter(({ full, short }) => short !== "" && !told.has(full)).map(({ full }) => sentenceOf([full]));
}

/** A headline is read at a glance: a name may be as long as all words together. */
const MAXIMUM_WORDS = 25;
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
  // HTML has a word for each letter that nobody sees.
  const words = sentenceOf(told).split(/\s+|(?=\p{C})/u).length;
  return text.length <= MAXIMUM_LETTERS && words <= MAXIMUM_WORDS;
}

function sentenceOf(parts: readonly string[]): string {
  const sentence = parts.join("; ");
  return `${sentence.charAt(0).toUpperCase()}${sentence.slice(1)}.`;
}

/**
 * By damage: what is destroyed, who gets more than to pull, who loses, who pulls, and what nobody can tell. Once for the
 * headline, the details and the verdict: of a large plan, they take long.
 */
const clauses = once((stacks: readonly ReviewedStack[]): readonly Clause[] => {
  const opened = stacks.flatMap((one) => one.opened ?? []);
  const notJudged = stacks.flatMap((one) => one.notJudged ?? []);
  const failed = stacks.flatMap(failedChecks).length;
  const access = accessClauses(together(stacks.map((stack) => stack.access)));
  const [grave, lost, gained, reachable, ineffective, unclear, again, left] = access;
  const isCalm = access.every(({ full }) => full === "");
  const all: Clause[] = [
    destroyedPart(stacks),
    again,
    renamePart(stacks),
    configurationPart(stacks.flatMap(configurationFindings)),
    notePart(stacks.flatMap(({ notes = [] }) => notes)),
    grave,
    { full: openedHeadline(opened, MAXIMUM_NAMED), short: openedHeadline(opened, 0) },
    lost,
    driftPart(stacks),
    gained,
    reachable,
    ineffective,
    alike(isCalm && stacks.some(looksAtAccess) ? nobodyGains(notJudged.length > 0) : ""),
    unclear,
    left,
    { full: notJudgedHeadline(notJudged), short: notJudged.length === 0 ? "" : "some resources are not judged" },
    alike(told(failed, "1 check fails", `${failed} checks fail`)),
    namePart(stacks),
    ...changeParts(stacks),
  ];
  return all.filter(({ full }) => full !== "");
});

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
function notePart(notes: readonly PlanNote[]): Clause {
  const count = (kind: PlanNote["kind"]) => notes.filter((note) => note.kind === kind).length;
  const [deferred, actions] = [count("deferred"), count("action")];
  const full = joined(
    [
      count("incomplete") > 0 ? "the plan is incomplete: another one must follow" : "",
      count("refresh-only") > 0 ? "the plan is refresh-only: applying it changes only the state" : "",
      told(deferred, "1 change is deferred to a later plan", `${deferred} changes are deferred to a later plan`),
      told(actions, "the plan also runs 1 action", `the plan also runs ${actions} actions`),
    ],
    ", ",
  );
  return { full, short: count("incomplete") > 0 ? "the plan is incomplete" : full };
}

/** The lines of several stacks together. */
function together(all: readonly AccessChanges[]) {
  return {
    gained: all.flatMap(({ gained }) => gained),
    opaque: all.flatMap(({ opaque }) => opaque),
    ineffective: all.flatMap(({ ineffective }) => ineffective),
    lost: all.flatMap(({ lost }) => lost),
    kept: all.flatMap(({ kept }) => kept),
  };
}

/** What was changed by others, and who gained or lost access by that. */
function driftPart(stacks: readonly ReviewedStack[]): Clause {
  const count = stacks.reduce((sum, { drift = [] }) => sum + drift.length, 0);
  const clauses = accessClauses(together(stacks.flatMap((stack) => stack.found ?? [])));
  const told = (of: keyof Clause, what: string) => {
    const result = joined(
      clauses.map((clause) => clause[of]),
      "; ",
    );
    return result === "" ? what : `${what}, and as a result ${result}`;
  };
  const outside = "changed outside of Terraform";
  return count === 0
    ? alike("")
    : {
        full: told("full", `${count === 1 ? "1 resource was" : `${count} resources were`} ${outside}`),
        short: told("short", `${count} ${outside}`),
      };
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

/** After which nothing is found where it was, or a later plan may destroy it. */
function configurationPart(findings: readonly Finding[]): Clause {
  const count = (rule: Finding["rule"]) => findings.filter((one) => one.rule === rule).length;
  const [targets, guards] = [count("target-changed"), count("protection-dropped")];
  const target = told(targets, "1 target is another one", `${targets} targets are other ones`);
  const guard = told(guards, "1 resource loses `prevent_destroy`", `${guards} resources lose \`prevent_destroy\``);
  return alike(joined([target, guard], ", "));
}

/** What is destroyed, and what is lost with it. */
function destroyedPart(stacks: readonly ReviewedStack[]): Clause {
  const of = (...actions: readonly string[]) => stacks.flatMap((stack) => changesWith(stack, actions));
  const [replaced, deleted] = [of("replace").length, of("delete").length];
  const lost = of("replace", "delete").flatMap(contentsIn);
  const full = joined(
    [
      resources(replaced, "replaced"),
      resources(deleted, `deleted${renamed(stacks, deleted)}`),
      ...(lost.length > MAXIMUM_NAMED
        ? [`what ${lost.length} of them hold is lost`]
        : lost.map(({ contents, address }) => `the ${contents} of ${address} are lost`)),
    ],
    ", ",
  );
  const kinds = [...new Set(lost.map(({ contents }) => contents))];
  const short = [
    told(replaced, "1 replaced", `${replaced} replaced`),
    told(deleted, "1 deleted", `${deleted} deleted`),
    told(kinds.length, `${kinds[0]} lost`, `${listed(kinds)} lost`),
  ];
  return { full, short: joined(short, ", ") };
}

function resources(count: number, what: string): string {
  return told(count, `1 resource is ${what}`, `${count} resources are ${what}`);
}

/** What becomes of the others, and of secrets. */
function changeParts(stacks: readonly ReviewedStack[]): Clause[] {
  const forgotten = stacks.flatMap((stack) => changesWith(stack, ["forget", "forget and create"])).length;
  const unknown = stacks.flatMap(unknownChanges).length;
  const secrets = stacks.flatMap(newSecrets).length;
  const others = [resources(forgotten, "no longer managed"), resources(unknown, "unknown without credentials")];
  const isCalm = destroyedPart(stacks).full === "" && forgotten + unknown === 0;
  const isUnchanged = stacks.every((stack) => Object.values(stack.resources).every(isKept));
  const calm = isUnchanged ? "no resource changes" : "nothing is replaced or deleted";
  return [
    { full: joined(others, ", "), short: told(unknown, "1 unknown", `${unknown} unknown`) },
    alike(told(secrets, "one secret enters the state", `${secrets} secrets enter the state`)),
    { full: isCalm ? calm : "", short: "" },
  ];
}

/** What is lost with a resource, such as images. */
function contentsIn({ address }: Change): { readonly contents: string; readonly address: string }[] {
  const contents = contentsOf(parseAddress(address)?.type ?? "");
  return contents === undefined ? [] : [{ contents, address }];
}

function renamed(stacks: readonly ReviewedStack[], deleted: number): string {
  const count = stacks.reduce((sum, stack) => sum + likelyRenames(stack).size, 0);
  return deleted === 1
    ? told(count, " and looks renamed", "")
    : told(count, ", of which 1 looks renamed", `, of which ${count} look renamed`);
}
