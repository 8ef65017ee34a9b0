import { label } from "../../shared/markdown";
import type { Access } from "../access/access";
import { isPower } from "../access/actions";
import type { AccessChanges } from "../access/changes";

/** More edges than this make no picture. */
const MAXIMUM_EDGES = 40;

/** A Mermaid flowchart of who may pull from which registry. What is gained or opaque is thick, what is lost is dotted. */
export function pullDiagram({ gained, opaque, lost, kept }: AccessChanges): string[] {
  const edges = [
    ...gained.map(edge("==>")),
    ...opaque.map(edge("==>", "opaque: ")),
    ...lost.map(edge("-.->")),
    ...kept.map(edge("-->")),
  ];
  const shown = edges.slice(0, MAXIMUM_EDGES);
  const holders = ids(
    "w",
    shown.map(({ who }) => who),
  );
  const registries = ids(
    "r",
    shown.map(({ registry }) => registry),
  );
  return [
    "flowchart LR",
    ...[...holders].map(([who, id]) => `  ${id}["${label(who)}"]`),
    ...[...registries].map(([registry, id]) => `  ${id}[("${label(registry)}")]`),
    ...shown.map(
      ({ who, registry, arrow, words }) =>
        `  ${holders.get(who)} ${arrow}|"${label(words)}"| ${registries.get(registry)}`,
    ),
    ...(edges.length > shown.length ? [`  more["${edges.length - shown.length} more"]`] : []),
  ];
}

interface Edge {
  readonly who: string;
  readonly registry: string;
  readonly arrow: string;
  readonly words: string;
}

function edge(arrow: string, mark = ""): (line: Access) => Edge {
  return ({ who, registry, repository, rights }) => ({
    who,
    registry,
    arrow,
    words: `${mark}${rights.some(isPower) ? rights.join(" ") : `${rights.join(" ")} ${repository}`.trim()}`,
  });
}

function ids(prefix: string, names: readonly string[]): ReadonlyMap<string, string> {
  return new Map([...new Set(names)].map((name, index) => [name, `${prefix}${index + 1}`]));
}
