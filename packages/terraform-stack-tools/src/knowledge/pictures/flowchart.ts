import { SIGNS, type Tone } from "../../shared/document";
import { label } from "../../shared/markdown";
import { type Edge, MAXIMUM_EDGES } from "./edges";

/** Thick for what is new, dotted for what ends. */
const ARROWS: Readonly<Record<Tone, string>> = {
  added: "==>",
  unclear: "==>",
  granted: "==>",
  removed: "-.->",
  replaced: "-->",
  changed: "-->",
  kept: "-->",
};

/** Legible on light and on dark. */
const COLORS: Partial<Record<Tone, string>> = {
  added: "#2da44e",
  granted: "#bc4c00",
  removed: "#cf222e",
  unclear: "#bf8700",
};

/** A Mermaid flowchart of who may do what in which registry. */
export function flowchart(edges: readonly Edge[]): string[] {
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
      (edge) =>
        `  ${holders.get(edge.who)} ${ARROWS[edge.tone]}|"${label(words(edge))}"| ${registries.get(edge.registry)}`,
    ),
    ...(edges.length > shown.length ? [`  more["${edges.length - shown.length} more"]`] : []),
    ...shown.flatMap(({ tone }, index) => {
      const color = COLORS[tone];
      return color === undefined ? [] : [`  linkStyle ${index} stroke:${color}`];
    }),
  ];
}

/** Such as `+ gained: pull everything`. */
export function words({ tone, mark, allowed }: Edge): string {
  return `${SIGNS[tone]} ${mark}: ${allowed}`;
}

function ids(prefix: string, names: readonly string[]): ReadonlyMap<string, string> {
  return new Map([...new Set(names)].map((name, index) => [name, `${prefix}${index + 1}`]));
}
