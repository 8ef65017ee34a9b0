import { diffArrays } from "diff";

/** Lines around a difference, so that a reader finds the place. */
const CONTEXT = 3;

/** More changes than this take too long to find; everything is shown as removed and added then. */
const MAXIMUM_CHANGES = 1_000;

/** The difference between two texts, line by line: `-` for what was, `+` for what is, with the lines around it. */
export function lineDiff(before: string, after: string): string {
  const [old, next] = [before.split("\n"), after.split("\n")];
  const parts = diffArrays(old, next, { maxEditLength: MAXIMUM_CHANGES }) ?? [
    { removed: true, added: false, value: old },
    { removed: false, added: true, value: next },
  ];
  const lines = parts.flatMap(({ removed, added, value }, index) => {
    if (removed || added) {
      return value.map((line) => `${removed ? "-" : "+"} ${line}`);
    }
    const [head, tail] = [index === 0 ? 0 : CONTEXT, index === parts.length - 1 ? 0 : CONTEXT];
    const marked = value.map((line) => `  ${line}`);
    return marked.length <= head + tail
      ? marked
      : [...marked.slice(0, head), "…", ...marked.slice(marked.length - tail)];
  });
  return lines.map((line) => line.trimEnd()).join("\n");
}
