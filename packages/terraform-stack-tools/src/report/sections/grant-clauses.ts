import {
  type Access,
  type AccessChanges,
  type ChangedAccess,
  conditionalSentence,
  ineffectiveSentence,
} from "../../knowledge/access/access";
import { isUnreachable } from "../../knowledge/access/changes";
import { conditionWords, effectOf } from "../../knowledge/access/effect";
import { ALL_RIGHTS, isPower } from "../../knowledge/access/roles";
import { reachedSentence } from "../../knowledge/network/door";
import { counted, listed } from "../../shared/words";
import { collected } from "../../stack/json";
import { type Clause, MAXIMUM_NAMED } from "../model";

type Changes = Omit<AccessChanges, "after">;

/** The lines of several stacks together. */
export function together(all: readonly AccessChanges[]): Changes {
  const of = <F extends keyof Changes>(fate: F) => all.flatMap((changes): Changes[F][number][] => [...changes[fate]]);
  return {
    gained: of("gained"),
    opaque: of("opaque"),
    ineffective: of("ineffective"),
    lost: of("lost"),
    kept: of("kept"),
  };
}

/** Who may do what now, or no longer, the gravest first. */
export function accessClauses({ gained, lost, opaque, ineffective, kept }: Changes): readonly Clause[] {
  const fates = ["reachable", "recreated", "left"] as const;
  const [reachable, again, left] = fates.map((fate) => kept.filter(({ change }) => change === fate));
  const destroyed = [...new Set(again.map(({ what }) => `${what} is destroyed and created again`))].join(", ");
  const grave = new Set(gained.filter(isGrave));
  const unclear = someOf(holdersOf(opaque), HOLDERS);
  return [
    gainClause("power", [...grave]),
    { damage: "lost", full: told(lost, "may no longer"), short: counts(lost, "loses", "lose") },
    gainClause(
      "pull",
      gained.filter((line) => !grave.has(line)),
    ),
    {
      damage: "pull",
      full: reachableNow(reachable),
      short: reachable.length === 0 ? "" : `${counted(holdersOf(reachable).length, "holder")} can now reach a registry`,
    },
    ineffectiveClause(ineffective),
    {
      damage: "unclear",
      full: unclear === "" ? "" : `the stack does not show what ${unclear} may do now`,
      short: unclear === "" ? "" : `what ${counted(holdersOf(opaque).length, "holder")} may do is unclear`,
    },
    {
      damage: "created again",
      full: again.length === 0 ? "" : `${destroyed}; ${told(again, "may")} as before`,
      short: destroyed,
    },
    {
      damage: "unclear",
      full: left.length === 0 ? "" : `${told(left, "may still")}, by what is no longer managed`,
      short: "",
    },
  ];
}

const HOLDERS = "of the holders";

/** Whether somebody gets more than to pull, or nobody can tell who gets it. */
export function isGrave({ rights, grantees }: Access): boolean {
  const isStranger = grantees.some((one) => one.kind === "anyone" || one.kind === "somebody" || "isUnknown" in one);
  return isStranger || rights.some((right) => right !== "pull");
}

function gainClause(damage: Clause["damage"], lines: readonly ChangedAccess[]): Clause {
  const sure = lines.filter((line) => effectOf(line).kind === "pulls");
  const others = lines.filter((line) => !sure.includes(line));
  const short = [counts(sure, "gains", "gain"), counts(others, "may gain", "may gain")];
  return { damage, full: told(lines, "may now"), short: short.filter((words) => words !== "").join(", ") };
}

/** Such as `2 holders gain access to images, some to push` or `1 holder loses the right to pull and push`. */
function counts(lines: readonly Access[], one: string, several: string): string {
  const count = holdersOf(lines).length;
  const others = count - holdersOf(lines.filter(isOpen)).length;
  const who = [...(others < count ? ["anyone"] : []), ...(others > 0 ? [counted(others, "holder")] : [])];
  const rights = [...new Set(lines.flatMap((line) => line.rights))];
  const more = listed(rights.filter((right) => right !== "pull"));
  const alike = more === "" ? "access to images" : `the right to ${listed(rights)}`;
  const what = more !== "" && byRights(lines).length > 1 ? `access to images, some to ${more}` : alike;
  return count === 0 ? "" : `${listed(who)} ${count === 1 ? one : several} ${what}`;
}

function isOpen({ grantees }: Access): boolean {
  return grantees.some(({ kind }) => kind === "anyone");
}

/** Those whose holders get the same together: nobody has what only others get. */
function byRights<T extends Access>(lines: readonly T[]): T[][] {
  const own = [...collected(lines.map((line) => [line.who, line])).values()];
  return [...collected(own.map((some) => [deed(some), some])).values()].map((some) => some.flat());
}

function ineffectiveClause(lines: readonly Access[]): Clause {
  const sentences = [...new Set(lines.map(ineffectiveSentence))];
  const count = new Set(lines.map(({ address }) => address)).size;
  const short = count === 0 ? "" : `${counted(count, "grant")} ${count === 1 ? "has" : "have"} no effect`;
  return { damage: "pull", full: sentences.length > MAXIMUM_NAMED ? short : sentences.join(" and "), short };
}

function told(lines: readonly ChangedAccess[], may: string): string {
  const sentences = [...new Set(lines.map((line) => namedLine(line, may)))];
  const all = sentences.length > MAXIMUM_NAMED ? byRights(lines).map((some) => summed(some, may)) : sentences;
  return all.join(" and ");
}

/** What somebody loses they need not reach, unless that is why. */
function namedLine(line: ChangedAccess, may: string): string {
  const sentence = conditionalSentence(line, line.change === "widened" ? `${may} also` : may);
  return may === "may now" ? reachedSentence(sentence, line.reach) : sentence;
}

/** Such as `every pod of AKS cluster prod can now reach contoso, by private endpoint pe`. */
function reachableNow(lines: readonly ChangedAccess[]): string {
  const sentences = lines.map(({ who, registry, reach }) =>
    reach?.kind === "unknown"
      ? `${who} can perhaps reach ${registry} now`
      : reachedSentence(`${who} can now reach ${registry}`, reach),
  );
  const distinct = [...new Set(sentences)];
  return distinct.length > MAXIMUM_NAMED
    ? `${someOf(holdersOf(lines), HOLDERS)} can now reach ${someOf(placesOf(lines), "registries")}`
    : distinct.join(" and ");
}

function placesOf(lines: readonly Access[]): string[] {
  return [...new Set(lines.map(({ registry }) => registry))];
}

/** The names where they are few. */
function someOf(names: readonly string[], several: string): string {
  return names.length > MAXIMUM_NAMED ? `${names.length} ${several}` : listed(names);
}

/** Such as `every pod of AKS cluster prod, group developers and 3 others may now pull from contoso`. */
function summed(lines: readonly ChangedAccess[], may: string): string {
  const holders = holdersOf(lines);
  const named = holders.slice(0, MAXIMUM_NAMED);
  const others = holders.length - named.length;
  const who = listed([...named, ...(others === 0 ? [] : [others === 1 ? "1 other" : `${others} others`])]);
  const places = placesOf(lines);
  const closed = lines.filter(
    (line) => isUnreachable(line) || (may === "may now" && line.reach?.kind === "closed"),
  ).length;
  const isAlso = lines.every(({ change }) => change === "widened");
  return [
    `${who} ${may}${isAlso ? " also" : ""} ${deed(lines)} ${someOf(places, "registries")}`,
    ...conditionsOf(lines, places.length === 1 ? "it" : "the registry"),
    ...(closed === 0 ? [] : [`${closed === lines.length ? "all" : closed} of them authorized, not reachable`]),
  ].join(", ");
}

/** What some accesses together depend on, and then what only some of them do. */
function conditionsOf(lines: readonly Access[], registry: string): string[] {
  const all = lines.map((line) => conditionWords(line, registry));
  const conditions = [...new Set(all.flat())];
  const shared = conditions.filter((words) => all.every((own) => own.includes(words)));
  const [some, ...others] = conditions.filter((words) => !shared.includes(words));
  const words = others.length === 0 ? some : "on conditions of their own";
  return [...shared, ...(words === undefined ? [] : [`some of them ${words}`])];
}

/** All that somebody among them may do. */
function deed(lines: readonly Access[]): string {
  const all = ALL_RIGHTS.filter((right) => lines.some(({ rights }) => rights.includes(right)));
  if (all.join() === "pull") {
    return "pull from";
  }
  const images = all.filter((right) => !isPower(right));
  const deeds = [...(images.length === 0 ? [] : [`${listed(images)} images`]), ...all.filter(isPower)];
  return all.length === 0 ? "use images of" : `${listed(deeds)} in`;
}

function holdersOf(lines: readonly Access[]): string[] {
  return [...new Set(lines.map(({ who }) => who))];
}
