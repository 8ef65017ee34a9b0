import { codes, type Inline, type Mark, type Part, type Run, sentence, type Tone } from "../../shared/document";
import { listed } from "../../shared/markdown";
import { compare } from "../../stack/json";
import type { Access } from "../access/access";
import type { AccessChanges } from "../access/changes";
import { accessRemark, sharedRemarks } from "../access/sentences";

/** An access and what becomes of it. */
export interface Line {
  readonly access: Access;
  readonly change: Mark;
}

export function marked(mark: string, tone: Tone): (access: Access) => Line {
  return (access) => ({ access, change: { mark, tone } });
}

export interface Row {
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
export function tableOf(lines: readonly Line[]): { readonly rows: readonly Row[]; readonly note: readonly Part[] } {
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
export function foundParts({ gained, lost, opaque }: AccessChanges): Part[] {
  const lines = [
    ...gained.map((line) => marked(line.change ?? "gained", "granted")(line)),
    ...opaque.map(marked("unclear", "unclear")),
    ...lost.map((line) => marked(line.change ?? "lost", "removed")(line)),
  ];
  const { rows, note } = tableOf(lines);
  const heads = ["Who", "Registry", "Change", "May", "Repository", "By"];
  const cells = rows.map(({ registry, cells: [who, ...rest] }): Inline[] => [who, { code: registry }, ...rest]);
  return rows.length === 0 ? [] : [...note, { kind: "table", heads, rows: cells }];
}

/** How many rows the tables of some stacks have, in words. */
export function accessCounts(all: readonly AccessChanges[]): string {
  const count = (lines: (changes: AccessChanges) => readonly Access[]) =>
    all.reduce((sum, changes) => sum + mergedLines(lines(changes).map(marked("", "kept"))).length, 0);
  const counts: readonly (readonly [number, string])[] = [
    [count(({ gained }) => gained), "gained"],
    [count(({ opaque }) => opaque), "unclear"],
    [count(({ lost }) => lost), "lost"],
    [count(({ kept }) => kept), "unchanged"],
  ];
  const words = counts.filter(([number]) => number > 0).map(([number, word]) => `${number} ${word}`);
  return listed(words) || "nobody has any";
}
