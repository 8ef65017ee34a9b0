/** Such as `1 row` or `2 rows`. */
export function counted(count: number, name: string): string {
  return count === 1 ? `1 ${name}` : `${count} ${pluralOf(name)}`;
}

/** The plural of a name, by its last word. */
export function pluralOf(name: string): string {
  if (/(s|x|z|ch|sh)$/i.test(name)) {
    return /s$/i.test(name) && !/ss$/i.test(name) ? name : `${name}es`;
  }
  return /[^aeiou]y$/i.test(name) ? `${name.slice(0, -1)}ies` : `${name}s`;
}
