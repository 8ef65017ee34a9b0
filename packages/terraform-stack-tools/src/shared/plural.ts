/** The plural of a name, by its last word. */
export function pluralOf(name: string): string {
  if (/(s|x|z|ch|sh)$/i.test(name)) {
    return /s$/i.test(name) && !/ss$/i.test(name) ? name : `${name}es`;
  }
  return /[^aeiou]y$/i.test(name) ? `${name.slice(0, -1)}ies` : `${name}s`;
}
