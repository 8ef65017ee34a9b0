import type { Stack } from "../../packages/terraform-stack-tools/src/stack/stack";
import { layoutOf } from "./layout";
import { type PullGraph, pullGraph } from "./pull-graph";
import { svg } from "./svg";
import { THEMES } from "./theme";

/** The files of the picture of some stacks, by their names: one for each theme. */
export function picture(stacks: readonly Stack[]): ReadonlyMap<string, string> {
  const graph = pullGraph(stacks);
  if (graph.clusters.length === 0) {
    throw new Error("none of the stacks lets a cluster pull, so there is nothing to draw.");
  }
  const layout = layoutOf(graph);
  return new Map(THEMES.map((theme) => [`${theme.name}.svg`, svg(layout, theme, described(graph))]));
}

/** The picture in sentences, for people who do not see it. */
function described({ clusters }: PullGraph): string {
  const sentences = clusters.flatMap(({ title, name, ways }) =>
    ways.flatMap(({ steps, pulls }) =>
      pulls.map(({ registry, by }) => {
        const carriers = steps.map((step) => `${step.title} ${step.name}`.trim()).join(", ");
        return `${`${title} ${name}`.trim()}: ${carriers} → registry ${registry} (${by}).`;
      }),
    ),
  );
  return sentences.join(" ");
}
