/**
 * Half of a list, from the first or the second on: two runs share it, and it is tried whole in half of the time. Where one run
 * is alone, it gets the whole.
 */
export function everyOther<T>(list: readonly T[], run: number): readonly T[] {
  const { ONLY_BINARY, ONLY_GENERATION } = process.env;
  if (ONLY_BINARY !== undefined || ONLY_GENERATION !== undefined) {
    return list;
  }
  return list.filter((_element, index) => (index + run) % 2 === 0);
}
