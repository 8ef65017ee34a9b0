/** Half of a list, from the first or the second on: two runs share it, and it is tried whole in half of the time. */
export function everyOther<T>(list: readonly T[], run: number): T[] {
  return list.filter((_element, index) => (index + run) % 2 === 0);
}
