/** How many times the first a quantity is: the median of pairs that were measured in turn, and the middle half of them. */
export interface Ratio {
  readonly median: number;
  readonly quartiles: readonly [number, number];
}

/** Other programs on the machine meet all measures alike, since they take turns. */
export function ratios(rounds: number, base: () => number, ...others: readonly (() => number)[]): Ratio[] {
  const measured = Array.from({ length: rounds }, () => {
    const one = base();
    return others.map((other) => other() / one);
  });
  return others.map((_other, index) => spread(measured.map((round) => round[index])));
}

export function spread(values: readonly number[]): Ratio {
  const sorted = [...values].sort((one, other) => one - other);
  const at = (share: number) => sorted[Math.floor((sorted.length - 1) * share)];
  return { median: at(0.5), quartiles: [at(0.25), at(0.75)] };
}

/** Such as `1.09 (1.05 to 1.12)`. */
export function shown({ median, quartiles: [low, high] }: Ratio): string {
  return `${median.toFixed(2)} (${low.toFixed(2)} to ${high.toFixed(2)})`;
}
