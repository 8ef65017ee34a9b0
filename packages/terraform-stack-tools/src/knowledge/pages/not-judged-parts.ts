import { codes, heading, type Inline, type Part, type Run } from "../../shared/document";
import { code, listed } from "../../shared/markdown";
import type { NotJudged } from "../judgement/judgement";

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
  const line = ["Nobody can tell whether somebody gains access by what follows, since no plan shows what it does:"];
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
    : [`Not judged, since the module does not tell what somebody may do by it: ${listed(kinds)}.`];
}

function countsByKind(all: readonly NotJudged[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { kind, addresses } of all) {
    counts.set(kind, (counts.get(kind) ?? 0) + addresses.length);
  }
  return counts;
}
