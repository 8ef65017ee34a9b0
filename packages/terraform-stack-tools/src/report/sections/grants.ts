import {
  type Access,
  type AccessChanges,
  accessRecord,
  accessRemark,
  accessSentence,
  type ChangedAccess,
  conditionalSentence,
  gainedSentences,
  ineffectiveMessage,
  opaqueSentence,
  sharedRemarks,
} from "../../knowledge/access/access";
import { isElusive } from "../../knowledge/access/changes";
import { repairOf } from "../../knowledge/access/effect";
import { counted, listed } from "../../shared/words";
import { compare } from "../../stack/json";
import {
  type Clause,
  codes,
  type Finding,
  finding,
  heading,
  type Inline,
  looksAtAccess,
  type Mark,
  type Part,
  type ReviewedStack,
  type Run,
  type Section,
  sentence,
  type Tone,
} from "../model";
import { accessClauses, isGrave, together } from "./grant-clauses";

const rules = {
  "access-gained": {
    name: "Somebody gains access to images",
    level: "warning",
    help: "After the deployment, an identity, a credential or the pods of a namespace may do more with the images of a registry than before. Check that this is intended.",
    stop: "gain",
    isShown: true,
  },
  "access-lost": {
    name: "Somebody loses access to images",
    level: "error",
    help: "Who pulls today may no longer pull after the deployment: the next pull of a pod fails with a 401 or 403. Keep the grant or the credentials. Before a registry switches to ABAC, where AcrPull and AcrPush have no effect, assign Container Registry Repository Reader or Writer to each of their holders.",
    stop: "loss",
    isShown: true,
  },
  "access-opaque": {
    name: "It is unclear whether somebody gains access to images",
    level: "warning",
    help: "A template, a module, an unknown role, principal or value decides who may do what, and a report cannot see into it. Read what it contains, then add --allow with the address.",
    stop: "gain",
    isShown: true,
    isAllowable: true,
  },
} as const;

type Rule = keyof typeof rules;

/** Who may pull, push or delete what now, or no longer. */
export const grants = {
  rules,
  isAbout: looksAtAccess,
  clauses,
  fact: (stacks) => {
    const seen = stacks.filter(looksAtAccess).map(({ access }) => access);
    return seen.length === 0 ? undefined : ["Access", accessCounts(seen)];
  },
  summary: (stacks) => keptLine(stacks.map(({ access }) => access)),
  findings: ({ access }) => findings(access),
  parts,
  title: "Access",
  lines: ({ access }) => accessLines(access),
  json: ({ reviewed: { access } }) => {
    const fates = ["gained", "lost", "kept", "opaque", "ineffective"] as const;
    return { access: Object.fromEntries(fates.map((fate) => [fate, access[fate].map(accessRecord)])) };
  },
} satisfies Section<Rule>;

/** Who keeps access, which a document has with all changes. */
export const keptGrants = { parts: ({ access }) => keptParts(access) } satisfies Section;

function clauses(stacks: readonly ReviewedStack[]): readonly Clause[] {
  const told = accessClauses(together(stacks.map(({ access }) => access)));
  if (told.some(({ full }) => full !== "") || !stacks.some(looksAtAccess)) {
    return told;
  }
  const isOpen = stacks.some(({ notJudged = [] }) => notJudged.length > 0);
  const nobody = `nobody gains or loses access to images${isOpen ? ", as far as can be judged" : ""}`;
  return [{ damage: "pull", full: nobody, short: nobody }];
}

function findings(changes: AccessChanges): Finding<Rule>[] {
  const { gained, opaque, lost } = changes;
  const unclear = [...gained.filter(isElusive), ...opaque];
  return [
    ...gainedSentences(changes).map(([{ address }, message]) => finding("access-gained", address, message)),
    ...lost.map((line) => finding("access-lost", line.address, loss(line))),
    ...unclear.map((line) => finding("access-opaque", line.address, opaqueSentence(line))),
  ];
}

const KEEP = "keep the grant and the way to the registry, or give others before";

function loss(line: ChangedAccess): string {
  const { since } = line;
  const repair = since === undefined || since.kind === "unreachable" ? KEEP : repairOf(since);
  return `${conditionalSentence(line, "may no longer")}; ${repair}`;
}

/** By damage, as the headline has it. */
export function accessLines({ gained, opaque, lost, ineffective, kept }: AccessChanges): string[] {
  const grave = gained.filter(isGrave);
  const told = kept.filter(({ change }) => change !== undefined);
  const signed = (sign: string) => (line: ChangedAccess) => `${sign} ${accessSentence(line)} (${accessRemark(line)})`;
  return [
    ...grave.map(signed("+")),
    ...lost.map(signed("-")),
    ...gained.filter((line) => !grave.includes(line)).map(signed("+")),
    ...told.map((line) => signed(line.change === "reachable" ? "~" : "=")(line)),
    ...ineffective.map((line) => `! ${ineffectiveMessage(line)}`),
    ...opaque.map((line) => `? ${accessSentence(line)} (${accessRemark(line)}; opaque)`),
  ];
}

/** Who gains or loses access, by registry; nothing where nobody does. */
function parts({ access, isUpdate }: ReviewedStack): Part[] {
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
    ...(isLong ? [...accessTable(others), ...accessTable(lost)] : registryParts(changed)),
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

/** A table for each registry, with the changes of one identity below each other. */
function registryParts(lines: readonly Line[]): Part[] {
  const names = [...new Set(lines.map(({ access }) => access.registry))].sort(compare);
  return names.flatMap((name): Part[] => {
    const own = lines.filter(({ access }) => access.registry === name);
    const isScope = own.every(({ access }) => access.isScope === true);
    return [heading(isScope ? `In ${name}` : `Registry ${name}`, 4), ...accessTable(own, { hasRegistry: false })];
  });
}

/** Who keeps access: some of them, since the JSON report has all. */
function keptParts({ kept }: Pick<AccessChanges, "kept">): Part[] {
  const lines = unchanged(kept);
  const others = mergedLines(lines).length - MOST_KEPT;
  const more = others > 0 ? [sentence(`The JSON report has ${counted(others, "more row")}.`)] : [];
  const parts = [...accessTable(lines, { hasChange: false, most: MOST_KEPT }), ...more];
  return keptLine([{ kept }]).map((summary): Part => ({ kind: "collapsed", summary, parts }));
}

const MOST_KEPT = 20;

/** How many rows say who keeps access; nothing for none. */
function keptLine(all: readonly Pick<AccessChanges, "kept">[]): string[] {
  const count = all.reduce((sum, { kept }) => sum + mergedLines(unchanged(kept)).length, 0);
  return count === 0 ? [] : [`Who keeps access: ${counted(count, "row")}`];
}

function unchanged(kept: AccessChanges["kept"]): Line[] {
  return kept.filter(({ change }) => change === undefined).map((line) => marked(line, "unchanged", "kept"));
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

/** A table in which what would be beside each row is said once, above it. */
function accessTable(lines: readonly Line[], { hasRegistry = true, hasChange = true, most = Infinity } = {}): Part[] {
  const merged = mergedLines(lines);
  const shared = merged.length > 1 ? sharedRemarks(merged.map(({ access }) => access)) : [];
  const rows = merged
    .slice(0, most)
    .map(({ access, change, repositories }): Inline[] => [
      access.who,
      ...(hasRegistry ? [{ code: access.registry }] : []),
      ...(hasChange ? [change] : []),
      listed(access.rights) || "not known",
      repositoryCell(access, repositories),
      accessRemark(access, shared),
    ]);
  const heads = [
    "Who",
    ...(hasRegistry ? ["Registry"] : []),
    ...(hasChange ? ["Change"] : []),
    "May",
    "Repository",
    "By",
  ];
  const note = shared.length === 0 ? [] : [sentence(`In every row: ${shared.join("; ")}.`)];
  return rows.length === 0 ? [] : [...note, { kind: "table", heads, rows }];
}

/** What is told in words is no name. */
function repositoryCell({ rights }: Access, repositories: readonly string[]): readonly Run[] {
  return rights.length === 0 ? [repositories.join(", ")] : codes(repositories);
}

/** Who gained or lost access when something was changed outside of the engine. */
export function foundParts(changes: AccessChanges): Part[] {
  return accessTable(changedLines(changes));
}

/** How many rows the tables of some stacks have, in words. */
function accessCounts(all: readonly AccessChanges[]): string {
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
