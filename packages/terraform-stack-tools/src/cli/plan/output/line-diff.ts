/** Lines around a difference, so that a reader finds the place. */
const CONTEXT = 3;

/** More cells than this take too long; the rest is shown as removed and added. */
const MAXIMUM_CELLS = 4_000_000;

interface DiffLine {
  readonly sign: " " | "-" | "+";
  readonly text: string;
}

/** The difference between two texts, line by line: `-` for what was, `+` for what is, with the lines around it. */
export function lineDiff(before: string, after: string): string {
  const lines = diffLines(before.split("\n"), after.split("\n"));
  const isNear = lines.map((_line, index) =>
    lines.slice(Math.max(0, index - CONTEXT), index + CONTEXT + 1).some(({ sign }) => sign !== " "),
  );
  return lines
    .flatMap(({ sign, text }, index) => {
      if (isNear[index]) {
        return [`${sign} ${text}`.trimEnd()];
      }
      return index === 0 || isNear[index - 1] ? ["…"] : [];
    })
    .join("\n");
}

function diffLines(before: readonly string[], after: readonly string[]): DiffLine[] {
  const start = commonLength(before, after);
  const end = commonLength(before.slice(start).reverse(), after.slice(start).reverse());
  const [old, next] = [before.slice(start, before.length - end), after.slice(start, after.length - end)];
  return [
    ...marked(" ", before.slice(0, start)),
    ...changedLines(old, next),
    ...marked(" ", before.slice(before.length - end)),
  ];
}

function commonLength(left: readonly string[], right: readonly string[]): number {
  const different = left.findIndex((line, index) => line !== right[index]);
  return different === -1 ? left.length : different;
}

function marked(sign: DiffLine["sign"], texts: readonly string[]): DiffLine[] {
  return texts.map((text) => ({ sign, text }));
}

/** Keeps the longest common subsequence. */
function changedLines(old: readonly string[], next: readonly string[]): DiffLine[] {
  if (old.length * next.length > MAXIMUM_CELLS) {
    return [...marked("-", old), ...marked("+", next)];
  }
  const lengths = commonLengths(old, next);
  const lines: DiffLine[] = [];
  let [row, column] = [0, 0];
  while (row < old.length || column < next.length) {
    if (row < old.length && column < next.length && old[row] === next[column]) {
      lines.push({ sign: " ", text: old[row] });
      row++;
      column++;
    } else if (column === next.length || (row < old.length && lengths[row + 1][column] >= lengths[row][column + 1])) {
      lines.push({ sign: "-", text: old[row] });
      row++;
    } else {
      lines.push({ sign: "+", text: next[column] });
      column++;
    }
  }
  return lines;
}

/** For each pair of positions, how many lines the rests have in common in order. */
function commonLengths(old: readonly string[], next: readonly string[]): Uint32Array[] {
  const lengths = Array.from({ length: old.length + 1 }, () => new Uint32Array(next.length + 1));
  for (let row = old.length - 1; row >= 0; row--) {
    for (let column = next.length - 1; column >= 0; column--) {
      lengths[row][column] =
        old[row] === next[column]
          ? lengths[row + 1][column + 1] + 1
          : Math.max(lengths[row + 1][column], lengths[row][column + 1]);
    }
  }
  return lengths;
}
