import {
  codes,
  heading,
  type Inline,
  type Mark,
  type Part,
  type Run,
  sentence,
  someCodes,
  type Tone,
} from "../../shared/document";
import { code, counted, listed } from "../../shared/words";
import { collected, compare } from "../../stack/json";
import {
  type Access,
  type AccessChanges,
  accessRemark,
  type ChangedAccess,
  conditionalSentence,
  gainedSentences,
  ineffectiveMessage,
  ineffectiveSentence,
  opaqueSentence,
  originWords,
  sharedRemarks,
} from "../access/access";
import { isElusive, isUnreachable } from "../access/changes";
import { conditionWords, effectOf, repairOf } from "../access/effect";
import { ALL_RIGHTS, isPower } from "../access/roles";
import { isOfType } from "../catalogue/block-types";
import type { NotJudged } from "../judgement/judgement";
import { reachedSentence } from "../reach/reach";

/** The section of a report on who gains or loses access; nothing where nobody does. */
export function accessParts(access: AccessChanges, isUpdate: boolean): Part[] {
  const changed = changedLines(access, !isUpdate);
  if (changed.length === 0) {
    return [];
  }
  const [lost, others] = [true, false].map((isLost) =>
    changed.filter(({ change }) => (change.tone === "removed") === isLost),
  );
  const isLong = changed.length > MOST_BY_REGISTRY;
  return [
    heading("Who may pull what", 3),
    ...(isLong ? [...allRegistries(others), ...allRegistries(lost)] : registryParts(changed)),
  ];
}

/** More than this are told in two tables, so that neither gains nor losses take the room of the others. */
const MOST_BY_REGISTRY = 100;

/** An access and what becomes of it. */
interface Line {
  readonly access: Access;
  readonly change: Mark;
}

function marked(access: Access, mark: string, tone: Tone): Line {
  return { access, change: { mark, tone } };
}

/** What changes, with a word for it. @param isNew whether there was no stack before */
function changedLines({ gained, opaque, lost, ineffective, kept }: AccessChanges, isNew = false): Line[] {
  return [
    ...gained.map((line) => marked(line, line.change ?? (isNew ? "new" : "gained"), "granted")),
    ...opaque.map((line) => marked(line, isNew ? "new, unclear" : "unclear", "unclear")),
    ...lost.map((line) => marked(line, line.change ?? "lost", "removed")),
    ...ineffective.map((line) => marked(line, "no effect", "unclear")),
    ...kept.flatMap((line) =>
      line.change === undefined ? [] : [marked(line, line.change, line.change === "reachable" ? "granted" : "kept")],
    ),
  ];
}

const HEADS = ["Who", "Change", "May", "Repository", "By"];

/** A table for each registry, with the changes of one identity below each other. */
function registryParts(lines: readonly Line[]): Part[] {
  const names = [...new Set(lines.map(({ access }) => access.registry))].sort(compare);
  return names.flatMap((name): Part[] => {
    const own = lines.filter(({ access }) => access.registry === name);
    const isScope = own.every(({ access }) => access.isScope === true);
    const { rows, note } = tableOf(own);
    return [
      heading(isScope ? `In ${name}` : `Registry ${name}`, 4),
      ...note,
      { kind: "table", heads: HEADS, rows: rows.map(({ cells }) => cells) },
    ];
  });
}

/** Who keeps access: some of them, since the JSON report has all. */
export function keptParts({ kept }: Pick<AccessChanges, "kept">): Part[] {
  const { rows, note } = tableOf(unchanged(kept));
  const others = rows.length - MOST_KEPT;
  const more = others > 0 ? [sentence(`The JSON report has ${counted(others, "more row")}.`)] : [];
  const parts = [...note, ofAllRegistries(rows.slice(0, MOST_KEPT), false), ...more];
  return keptLine([{ kept }]).map((summary): Part => ({ kind: "collapsed", summary, parts }));
}

const MOST_KEPT = 20;

/** How many rows say who keeps access; nothing for none. */
export function keptLine(all: readonly Pick<AccessChanges, "kept">[]): string[] {
  const count = all.reduce((sum, { kept }) => sum + mergedLines(unchanged(kept)).length, 0);
  return count === 0 ? [] : [`Who keeps access: ${counted(count, "row")}`];
}

function unchanged(kept: AccessChanges["kept"]): Line[] {
  return kept.filter(({ change }) => change === undefined).map((line) => marked(line, "unchanged", "kept"));
}

interface Row {
  readonly registry: string;
  readonly cells: readonly Inline[];
}

interface MergedLine extends Line {
  readonly repositories: string[];
}

/** What differs in the repository alone is one row, and what differs in nothing as well. */
function mergedLines(lines: readonly Line[]): MergedLine[] {
  const rows = new Map<string, MergedLine>();
  for (const line of lines) {
    const { who, registry, rights, repository } = line.access;
    const key = JSON.stringify([
      who.toLowerCase(),
      registry.toLowerCase(),
      line.change,
      rights,
      accessRemark(line.access),
    ]);
    const row = rows.get(key) ?? { ...line, repositories: [] };
    if (!row.repositories.includes(repository)) {
      row.repositories.push(repository);
    }
    rows.set(key, row);
  }
  return [...rows.values()].sort((left, right) => compare(left.access.who, right.access.who));
}

/** The rows of a table, in which what would be beside each of them is said once, above it. */
function tableOf(lines: readonly Line[]): { readonly rows: readonly Row[]; readonly note: readonly Part[] } {
  const merged = mergedLines(lines);
  const shared = merged.length > 1 ? sharedRemarks(merged.map(({ access }) => access)) : [];
  const rows = merged.map(({ access, change, repositories }) => ({
    registry: access.registry,
    cells: [
      access.who,
      change,
      listed(access.rights) || "not known",
      repositoryCell(access, repositories),
      accessRemark(access, shared),
    ],
  }));
  return { rows, note: shared.length === 0 ? [] : [sentence(`In every row: ${shared.join("; ")}.`)] };
}

/** What is told in words is no name. */
function repositoryCell({ rights }: Access, repositories: readonly string[]): readonly Run[] {
  return rights.length === 0 ? [repositories.join(", ")] : codes(repositories);
}

/** Who gained or lost access when something was changed outside of the engine. */
export function foundParts(changes: AccessChanges): Part[] {
  return allRegistries(changedLines(changes));
}

function allRegistries(lines: readonly Line[]): Part[] {
  const { rows, note } = tableOf(lines);
  return rows.length === 0 ? [] : [...note, ofAllRegistries(rows, true)];
}

function ofAllRegistries(all: readonly Row[], hasChange: boolean): Part {
  const rows = all.map(({ registry, cells: [who, change, ...rest] }): Inline[] => [
    ...[who, { code: registry }],
    ...(hasChange ? [change, ...rest] : rest),
  ]);
  const heads = ["Who", "Registry", ...(hasChange ? ["Change"] : []), "May", "Repository", "By"];
  return { kind: "table", heads, rows };
}

/** How many rows the tables of some stacks have, in words. */
export function accessCounts(all: readonly AccessChanges[]): string {
  const count = (lines: (changes: AccessChanges) => readonly Access[]) =>
    all.reduce((sum, changes) => sum + mergedLines(lines(changes).map((line) => marked(line, "", "kept"))).length, 0);
  const counts: readonly (readonly [number, string])[] = [
    [count(({ gained }) => gained), "gained"],
    [count(({ opaque }) => opaque), "unclear"],
    [count(({ lost }) => lost), "lost"],
    [count(({ ineffective }) => ineffective), "without effect"],
    [count(({ kept }) => kept.filter(({ change }) => change === "reachable")), "reachable"],
    [count(({ kept }) => kept.filter(({ change }) => change !== "reachable")), "unchanged"],
  ];
  const words = counts.filter(([number]) => number > 0).map(([number, word]) => `${number} ${word}`);
  return listed(words) || "nobody has any";
}

/** More than this are not told one by one. */
const MAXIMUM_NAMED = 2;

type Changes = Omit<AccessChanges, "after">;

/** One thing that a reviewer must know, in words that continue a sentence. Empty where there is nothing. */
export interface Clause {
  readonly full: string;
  /** The same with counts in the place of names. Empty where that says nothing. */
  readonly short: string;
}

/** Who may do what now, or no longer, the gravest first. */
export function accessClauses({ gained, lost, opaque, ineffective, kept }: Changes): readonly Clause[] {
  const fates = ["reachable", "recreated", "left"] as const;
  const [reachable, again, left] = fates.map((fate) => kept.filter(({ change }) => change === fate));
  const destroyed = [...new Set(again.map(({ what }) => `${what} is destroyed and created again`))].join(", ");
  const grave = new Set(gained.filter(isGrave));
  const unclear = holdersIn(opaque);
  return [
    gainClause([...grave]),
    {
      full: told(lost, "may no longer"),
      short: counts(lost, "loses", "lose"),
    },
    gainClause(gained.filter((line) => !grave.has(line))),
    {
      full: reachableNow(reachable),
      short: reachable.length === 0 ? "" : `${counted(holdersOf(reachable).length, "holder")} can now reach a registry`,
    },
    ineffectiveClause(ineffective),
    {
      full: unclear === "" ? "" : `the stack does not show what ${unclear} may do now`,
      short: unclear === "" ? "" : `what ${counted(holdersOf(opaque).length, "holder")} may do is unclear`,
    },
    { full: again.length === 0 ? "" : `${destroyed}; ${told(again, "may")} as before`, short: destroyed },
    { full: left.length === 0 ? "" : `${told(left, "may still")}, by what is no longer managed`, short: "" },
  ];
}

/** Whether somebody gets more than to pull, or nobody can tell who gets it. */
export function isGrave({ rights, grantees }: Access): boolean {
  const isStranger = grantees.some((one) => one.kind === "anyone" || one.kind === "somebody" || "isUnknown" in one);
  return isStranger || rights.some((right) => right !== "pull");
}

function gainClause(lines: readonly ChangedAccess[]): Clause {
  const sure = lines.filter((line) => effectOf(line).kind === "pulls");
  const others = lines.filter((line) => !sure.includes(line));
  const short = [counts(sure, "gains", "gain"), counts(others, "may gain", "may gain")];
  return { full: told(lines, "may now"), short: short.filter((words) => words !== "").join(", ") };
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
  return { full: sentences.length > MAXIMUM_NAMED ? short : sentences.join(" and "), short };
}

/** @param isOpen whether something that is not judged may give access to others */
export function nobodyGains(isOpen: boolean): string {
  return `nobody gains or loses access to images${isOpen ? ", as far as can be judged" : ""}`;
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
    ? `${holdersIn(lines)} can now reach ${placesIn(lines)}`
    : distinct.join(" and ");
}

function placesIn(lines: readonly Access[]): string {
  const places = [...new Set(lines.map(({ registry }) => registry))];
  return places.length > MAXIMUM_NAMED ? `${places.length} registries` : listed(places);
}

/** Such as `every pod of AKS cluster prod, group developers and 3 others may now pull from contoso`. */
function summed(lines: readonly ChangedAccess[], may: string): string {
  const holders = holdersOf(lines);
  const named = holders.slice(0, MAXIMUM_NAMED);
  const others = holders.length - named.length;
  const who = listed([...named, ...(others === 0 ? [] : [others === 1 ? "1 other" : `${others} others`])]);
  const places = [...new Set(lines.map(({ registry }) => registry))];
  const closed = lines.filter(
    (line) => isUnreachable(line) || (may === "may now" && line.reach?.kind === "closed"),
  ).length;
  const isAlso = lines.every(({ change }) => change === "widened");
  return [
    `${who} ${may}${isAlso ? " also" : ""} ${deed(lines)} ${placesIn(lines)}`,
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

function holdersIn(lines: readonly Access[]): string {
  const holders = holdersOf(lines);
  return holders.length > MAXIMUM_NAMED ? `${holders.length} of the holders` : listed(holders);
}

/** Such as `not judged: helm_release (3)`. @returns empty where there is nothing */
export function notJudgedHeadline(all: readonly NotJudged[]): string {
  const kinds = [...countsByKind(all)];
  if (kinds.length === 0) {
    return "";
  }
  const named = kinds.slice(0, MAXIMUM_NAMED).map(([kind, count]) => `${kind} (${count})`);
  const others = kinds.length - named.length;
  return `not judged: ${named.join(", ")}${others === 0 ? "" : ` and ${others} more ${others === 1 ? "kind" : "kinds"}`}`;
}

/** Of which kinds no plan shows whether they give somebody access, why, and where they are. */
export function notJudgedParts(all: readonly NotJudged[]): Part[] {
  const rows = all.map(({ kind, reason, addresses }): Inline[] => [{ code: kind }, reason, someCodes(addresses)]);
  const table = { kind: "table", heads: ["Kind", "Why", "Resources"], rows } as const;
  return rows.length === 0 ? [] : [heading("Not judged", 3), table];
}

/** The same as a paragraph of Markdown, of a module that nobody has planned. Empty where there is nothing. */
export function notJudgedProse(all: readonly NotJudged[]): string[] {
  const kinds = [...countsByKind(all)].map(([kind, count]) => `${code(kind)} (${count})`);
  return kinds.length === 0
    ? []
    : [`Not judged, since the module does not show what access they give: ${listed(kinds)}.`];
}

function countsByKind(all: readonly NotJudged[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { kind, addresses } of all) {
    counts.set(kind, (counts.get(kind) ?? 0) + addresses.length);
  }
  return counts;
}

/** What a report warns of. The ids are contracts: people filter by them. */
export interface Rule {
  readonly name: string;
  readonly level: "error" | "warning" | "note";
  /** What it means and what to do, in one or two sentences. */
  readonly help: string;
}

/** The rules about who may pull, for stacks that have to do with images. */
export const ACCESS_RULES = {
  "access-gained": {
    name: "Somebody gains access to images",
    level: "warning",
    help: "After the deployment, an identity, a credential or the pods of a namespace may do more with the images of a registry than before. Check that this is intended.",
  },
  "access-lost": {
    name: "Somebody loses access to images",
    level: "error",
    help: "Who pulls today may no longer pull after the deployment: the next pull of a pod fails with a 401 or 403. Keep the grant or the credentials. Before a registry switches to ABAC, where AcrPull and AcrPush have no effect, assign Container Registry Repository Reader or Writer to each of their holders.",
  },
  "access-opaque": {
    name: "It is unclear whether somebody gains access to images",
    level: "warning",
    help: "A template, a module, an unknown role, principal or value decides who may do what, and a report cannot see into it. Read what it contains, then add --allow with the address.",
  },
  "access-not-judged": {
    name: "No plan shows whether this kind of resource gives somebody access",
    level: "warning",
    help: "It runs a program, deploys a template or is of an unknown kind. Read what it does, then add --allow with the kind or the address.",
  },
  "access-ineffective": {
    name: "What gives access has no effect",
    level: "warning",
    help: "It names no object id, no registry, a role that the mode of the registry ignores, or an account that is disabled: nobody pulls by it. The message has the repair.",
  },
  "registry-unreachable": {
    name: "Somebody has access to images in a registry that they do not reach",
    level: "warning",
    help: "A role, a token or a secret lets them pull, and the network does not: their pods fail with a name that is not found, a timeout or a 403. Give their network a private endpoint with its DNS zone, let their addresses in, or take the access away.",
  },
  "admin-account": {
    name: "The admin account of a registry is enabled",
    level: "warning",
    help: "One account, shared by everyone, can pull, push and delete in the whole registry. Use an identity, a registry token or a service principal instead.",
  },
  "no-expiry": {
    name: "A registry token never expires",
    level: "note",
    help: "Anyone with its password may pull forever. Set an expiry and rotate the token.",
  },
  "default-service-account": {
    name: "The default service account of a namespace carries a pull secret",
    level: "note",
    help: "Every pod of the namespace that names no service account can pull with it. Use a service account of its own if only some workloads may pull.",
  },
} satisfies Record<string, Rule>;

/** The rules about the way to a registry. */
export const NETWORK_RULES = {
  "network-opened": {
    name: "A registry lets in more than before",
    level: "warning",
    help: "Its public endpoint answers addresses that it did not answer before. A login is still needed, unless anonymous pull is on. Check that this is intended, and that its tokens and its admin account are.",
  },
} satisfies Record<string, Rule>;

/** The rules about the Terraform state. */
export const STATE_RULES = {
  "secret-in-state": {
    name: "A secret enters the Terraform state",
    level: "warning",
    help: "Everyone who can read the state can read the secret. Keep the state encrypted, locked and restricted, or read the credentials from a key vault.",
  },
} satisfies Record<string, Rule>;

type AccessRuleId = keyof typeof ACCESS_RULES;

/** What a reviewer has to look at. */
interface AccessFinding {
  readonly rule: AccessRuleId;
  readonly address: string;
  readonly message: string;
}

const KEEP = "keep the grant and the way to the registry, or give others before";

/** What is to be said of who may pull what after a change. */
export function accessFindings(changes: AccessChanges): AccessFinding[] {
  const { gained, kept, opaque, lost, ineffective } = changes;
  const granted = [...gained, ...kept, ...opaque, ...lost.filter(isUnreachable)];
  const of = <T extends Access>(rule: AccessRuleId, lines: readonly T[], words: (line: T) => string) =>
    lines.map((line): AccessFinding => ({ rule, address: line.address, message: words(line) }));
  const accounts = granted.flatMap(accountFindings);
  return [
    ...gainedSentences(changes).map(
      ([{ address }, message]): AccessFinding => ({ rule: "access-gained", address, message }),
    ),
    ...of("access-lost", lost, (line) => {
      const { since } = line;
      const repair = since === undefined || since.kind === "unreachable" ? KEEP : repairOf(since);
      return `${conditionalSentence(line, "may no longer")}; ${repair}`;
    }),
    ...of("access-opaque", [...gained.filter(isElusive), ...opaque], opaqueSentence),
    ...of(
      "access-ineffective",
      [...ineffective, ...gained.filter(({ fault }) => fault !== undefined)],
      ineffectiveMessage,
    ),
    ...unreached(granted),
    ...accounts.filter(({ rule }) => rule === "admin-account"),
    ...accounts.filter(({ rule }) => rule === "no-expiry"),
  ];
}

/** A line for each resource that grants what nobody can use, however many repositories it is about. */
function unreached(lines: readonly Access[]): AccessFinding[] {
  const found = lines.flatMap(({ address, registry, who, reach }) =>
    reach?.kind === "closed"
      ? [
          [
            `${address} ${registry}`,
            { address, message: `${who}: authorized in ${registry}, not reachable: ${reach.because}` },
          ] as const,
        ]
      : [],
  );
  return [...new Map(found).values()].map(({ address, message }) => ({
    rule: "registry-unreachable",
    address,
    message,
  }));
}

/** Of an account itself. A secret with its password has none of its own. */
function accountFindings({ origin, registry, address, until, secret }: Access): AccessFinding[] {
  if (secret !== undefined) {
    return [];
  }
  if (origin.kind === "admin account") {
    return [{ rule: "admin-account", address, message: `the admin account of ${registry} is enabled` }];
  }
  return origin.kind === "registry token" && until === undefined
    ? [{ rule: "no-expiry", address, message: `${originWords(origin)} never expires` }]
    : [];
}

/** Of a block that exists after a change. */
export function blockFindings(block: Parameters<typeof isOfType>[0], address: string): AccessFinding[] {
  return isOfType(block, "kubernetes_default_service_account_v1")
    ? [{ rule: "default-service-account", address, message: "every pod of the namespace can pull with its secret" }]
    : [];
}
