import {
  codes,
  heading,
  type Inline,
  type Mark,
  type Part,
  type Run,
  sentence,
  type Tone,
} from "../../shared/document";
import { code, counted, listed } from "../../shared/words";
import { compare } from "../../stack/json";
import type { Stack } from "../../stack/stack";
import {
  type Access,
  type AccessChanges,
  accessRemark,
  type ChangedAccess,
  conditionalSentence,
  gainedSentences,
  opaqueSentence,
  originWords,
  sharedRemarks,
} from "../access/access";
import { isElusive, isReachable, isUnreachable } from "../access/changes";
import { isAboutImages, isOfType } from "../catalogue/block-types";
import type { NotJudged } from "../judgement/judgement";
import { reachedSentence } from "../reach/reach";

/** The section of a report on who may pull what; nothing for a stack that could let nobody pull. */
export function accessParts(stack: Stack, access: AccessChanges, isUpdate: boolean): Part[] {
  const changed = changedLines(access, !isUpdate);
  const unchanging = access.kept.filter((line) => !isReachable(line));
  if (changed.length + unchanging.length === 0) {
    return isAboutImages(stack)
      ? [heading("Who may pull what", 3), sentence("This stack gives nobody access to images.")]
      : [];
  }
  return [
    heading("Who may pull what", 3),
    ...(changed.length === 0 ? [sentence("Nobody gains or loses access.")] : registryParts(changed)),
    ...(access.opaque.length === 0 ? [] : [sentence(UNCLEAR)]),
    ...unchanged(unchanging),
  ];
}

/** An access and what becomes of it. */
interface Line {
  readonly access: Access;
  readonly change: Mark;
}

function marked(access: Access, mark: string, tone: Tone): Line {
  return { access, change: { mark, tone } };
}

/** What changes, with a word for it. @param isNew whether there was no stack before */
function changedLines({ gained, opaque, lost, kept }: AccessChanges, isNew = false): Line[] {
  return [
    ...gained.map((line) => marked(line, line.change ?? (isNew ? "new" : "gained"), "granted")),
    ...opaque.map((line) => marked(line, isNew ? "new, unclear" : "unclear", "unclear")),
    ...lost.map((line) => marked(line, line.change ?? "lost", "removed")),
    ...kept.filter(isReachable).map((line) => marked(line, "reachable", "granted")),
  ];
}

const UNCLEAR = "Unclear: the stack does not show whether somebody may do more than before.";

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

function unchanged(kept: readonly Access[]): Part[] {
  const { rows, note } = tableOf(kept.map((line) => marked(line, "unchanged", "kept")));
  const heads = ["Who", "Registry", "May", "Repository", "By"];
  const cells = rows.map(({ cells: [who, _change, ...rest], registry }) => [who, { code: registry }, ...rest]);
  const parts: readonly Part[] = [...note, { kind: "table", heads, rows: cells }];
  return rows.length === 0
    ? []
    : [{ kind: "collapsed", summary: `Who keeps access: ${counted(rows.length, "row")}`, parts }];
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
  const { rows, note } = tableOf(changedLines(changes));
  const heads = ["Who", "Registry", "Change", "May", "Repository", "By"];
  const cells = rows.map(({ registry, cells: [who, ...rest] }): Inline[] => [who, { code: registry }, ...rest]);
  return rows.length === 0 ? [] : [...note, { kind: "table", heads, rows: cells }];
}

/** How many rows the tables of some stacks have, in words. */
export function accessCounts(all: readonly AccessChanges[]): string {
  const count = (lines: (changes: AccessChanges) => readonly Access[]) =>
    all.reduce((sum, changes) => sum + mergedLines(lines(changes).map((line) => marked(line, "", "kept"))).length, 0);
  const counts: readonly (readonly [number, string])[] = [
    [count(({ gained }) => gained), "gained"],
    [count(({ opaque }) => opaque), "unclear"],
    [count(({ lost }) => lost), "lost"],
    [count(({ kept }) => kept.filter(isReachable)), "reachable"],
    [count(({ kept }) => kept.filter((line) => !isReachable(line))), "unchanged"],
  ];
  const words = counts.filter(([number]) => number > 0).map(([number, word]) => `${number} ${word}`);
  return listed(words) || "nobody has any";
}

/** More than this are not told one by one. */
const MAXIMUM_NAMED = 2;

type Changes = Pick<AccessChanges, "gained" | "opaque" | "lost" | "kept">;

/**
 * Who may do what now, or no longer, in the words of a sentence that continues.
 * @param isOpen whether something that is not judged may give access to others
 */
export function accessVerdict({ gained, opaque, lost, kept }: Changes, isOpen = false): string {
  const parts = [
    told(gained, "may now"),
    told(lost, "may no longer"),
    reachableNow(kept.filter(isReachable)),
    ...(opaque.length === 0 ? [] : [`the stack does not show what ${holdersIn(opaque)} may do now`]),
  ].filter((part) => part !== "");
  return parts.length === 0 ? nobody(isOpen) : parts.join("; ");
}

/** The same in counts, such as `3 holders gain and 1 holder loses access to images`. */
export function accessHeadline({ gained, opaque, lost, kept }: Changes, isOpen = false): string {
  const [gaining, losing, unclear, opening] = [gained, lost, opaque, kept.filter(isReachable)].map(
    (lines) => new Set(lines.map(({ who }) => who)).size,
  );
  const changed = [
    ...(gaining === 0 ? [] : [gaining === 1 ? "1 holder gains" : `${gaining} holders gain`]),
    ...(losing === 0 ? [] : [losing === 1 ? "1 holder loses" : `${losing} holders lose`]),
  ];
  const access = changed.length === 0 ? nobody(isOpen) : `${changed.join(" and ")} access to images`;
  const known = opening === 0 ? access : `${access}, ${counted(opening, "holder")} can now reach a registry`;
  return unclear === 0 ? known : `${known}, ${unclear} unclear`;
}

function nobody(isOpen: boolean): string {
  return `nobody gains or loses access to images${isOpen ? ", as far as can be judged" : ""}`;
}

function told(lines: readonly ChangedAccess[], may: string): string {
  const sentences = [...new Set(lines.map((line) => namedLine(line, may)))];
  return sentences.length > MAXIMUM_NAMED ? summed(lines, may) : sentences.join(" and ");
}

/** What somebody loses they need not reach, unless that is why. */
function namedLine(line: ChangedAccess, may: string): string {
  const { change, reach } = line;
  const sentence = conditionalSentence(line, change === "widened" ? `${may} also` : may);
  if (may === "may now") {
    return reachedSentence(sentence, reach);
  }
  return isUnreachable(line) && reach?.kind === "closed" ? `${sentence}, since ${reach.because}` : sentence;
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
  const holders = [...new Set(lines.map(({ who }) => who))];
  const named = holders.slice(0, MAXIMUM_NAMED);
  const others = holders.length - named.length;
  const closed = lines.filter(
    (line) => isUnreachable(line) || (may === "may now" && line.reach?.kind === "closed"),
  ).length;
  const isAlso = lines.every(({ change }) => change === "widened");
  return [
    `${listed([...named, ...(others === 0 ? [] : [others === 1 ? "1 other" : `${others} others`])])} ${may}${isAlso ? " also" : ""} ${deed(lines)} ${placesIn(lines)}`,
    ...modeOf(lines),
    ...(closed === 0 ? [] : [`${closed === lines.length ? "all" : closed} of them authorized, not reachable`]),
  ].join(", ");
}

/** The condition of some accesses together. */
function modeOf(lines: readonly Access[]): string[] {
  const modes = [...new Set(lines.map(({ mode }) => mode))];
  const known = modes.filter((mode) => mode !== undefined);
  if (known.length !== 1) {
    return known.length === 0 ? [] : ["depending on the mode of the registry"];
  }
  return [`${modes.length === 1 ? "" : "some of them "}if the registry is in ${known[0]} mode`];
}

function deed(lines: readonly Access[]): string {
  return lines.every(({ rights }) => rights.length === 1 && rights[0] === "pull") ? "pull from" : "use images of";
}

function holdersIn(lines: readonly Access[]): string {
  const holders = [...new Set(lines.map(({ who }) => who))];
  return holders.length > MAXIMUM_NAMED ? `${holders.length} of the holders` : listed(holders);
}

/** More kinds than this are counted. */
const MOST_NAMED = 2;

/** Such as `not judged: helm_release (3)`. @returns empty where there is nothing */
export function notJudgedHeadline(all: readonly NotJudged[]): string {
  const kinds = [...countsByKind(all)];
  if (kinds.length === 0) {
    return "";
  }
  const named = kinds.slice(0, MOST_NAMED).map(([kind, count]) => `${kind} (${count})`);
  const others = kinds.length - named.length;
  return `not judged: ${named.join(", ")}${others === 0 ? "" : ` and ${others} more ${others === 1 ? "kind" : "kinds"}`}`;
}

/** One line by kind and count, and below it why, and where. */
export function notJudgedParts(all: readonly NotJudged[]): Part[] {
  if (all.length === 0) {
    return [];
  }
  const kinds = [...countsByKind(all)].flatMap(([kind, count], index): Run[] => [
    index === 0 ? " " : ", ",
    { code: kind },
    ` (${count})`,
  ]);
  const line = ["No plan shows whether these give somebody access:"];
  return [
    heading("Not judged", 3),
    { kind: "sentence", text: [...line, ...kinds, "."] },
    {
      kind: "collapsed",
      summary: `Why, and which ${all.flatMap(({ addresses }) => addresses).length}`,
      parts: [
        {
          kind: "table",
          heads: ["Kind", "Why", "Resources"],
          rows: all.map(({ kind, reason, addresses }): Inline[] => [{ code: kind }, reason, codes(addresses)]),
        },
      ],
    },
  ];
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

/** What is to be said of who may pull what after a change. */
export function accessFindings(changes: AccessChanges): AccessFinding[] {
  const { gained, kept, opaque, lost } = changes;
  const granted = [...gained, ...kept, ...opaque, ...lost.filter(isUnreachable)];
  const accounts = granted.flatMap(accountFindings);
  return [
    ...gainedSentences(changes).map(
      ([{ address }, message]): AccessFinding => ({ rule: "access-gained", address, message }),
    ),
    ...[...gained.filter(isElusive), ...opaque].map(
      (line): AccessFinding => ({ rule: "access-opaque", address: line.address, message: opaqueSentence(line) }),
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
