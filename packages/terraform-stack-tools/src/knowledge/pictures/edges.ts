import type { Mark, Tone } from "../../shared/document";
import type { Access } from "../access/access";
import type { AccessChanges } from "../access/changes";
import { allowedWords } from "../access/sentences";

/** A line of a picture: somebody may do something in a registry. */
export interface Edge extends Mark {
  readonly who: string;
  readonly registry: string;
  readonly allowed: string;
}

/** More of them make no picture. */
export const MAXIMUM_EDGES = 40;

/** What changes first. What is the same in a picture is there once. */
export function edgesOf({ gained, opaque, lost, kept }: AccessChanges): Edge[] {
  const edges = [
    ...gained.map((line) => edge(line, line.change ?? "gained", "granted")),
    ...opaque.map((line) => edge(line, "unclear", "unclear")),
    ...lost.map((line) => edge(line, line.change ?? "lost", "removed")),
    ...kept.map((line) => edge(line, "unchanged", "kept")),
  ];
  return [...new Map(edges.map((one) => [JSON.stringify(one), one])).values()];
}

function edge(line: Access, mark: string, tone: Tone): Edge {
  return { who: line.who, registry: line.registry, allowed: allowedWords(line), mark, tone };
}
