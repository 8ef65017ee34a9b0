/** Lines, moved to the right. */
export function indented(lines: readonly string[], spaces: number): string[] {
  return lines.map((line) => (line === "" ? line : `${" ".repeat(spaces)}${line}`));
}

/** An entry of a mapping. A name of the input may contain what YAML would interpret. */
export function entry(key: string, value: string): string {
  return `${/^[\w-]+$/.test(key) ? key : JSON.stringify(key)}: ${value}`;
}
