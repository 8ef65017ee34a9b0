/** How many letters of a name may be wrong, missing, too many or in another case. */
const SLIPS = 2;

/** Whether a name is another one with a slip or two: their Levenshtein distance. */
export function isNearly(given: string, name: string): boolean {
  if (Math.abs(given.length - name.length) > SLIPS || name.length <= 2 * SLIPS) {
    return false;
  }
  let row = Array.from({ length: name.length + 1 }, (_none, index) => index);
  for (const [line, letter] of [...given].entries()) {
    const next = [line + 1];
    for (const [column, other] of [...name].entries()) {
      next.push(Math.min(row[column] + (letter === other ? 0 : 1), row[column + 1] + 1, next[column] + 1));
    }
    row = next;
  }
  return row[name.length] <= SLIPS;
}
