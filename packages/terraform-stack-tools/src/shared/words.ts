import { withoutCredentials } from "../stack/credentials";

/** Turns line breaks into spaces, and removes characters that control a terminal or the direction of text, and credentials of addresses. */
export function visible(text: string): string {
  return withoutCredentials(text.replace(/[\p{Cc}\u2028\u2029]+/gu, " ").replace(/\p{Cf}/gu, "")).trim();
}

function entity(letter: string): string {
  return `&#${letter.codePointAt(0)};`;
}

/** Text of the input as prose: nothing in it is markup, a link or the end of a table cell. */
export function prose(text: string): string {
  return withoutMarkup(visible(text));
}

function withoutMarkup(text: string): string {
  return text
    .replace(/[&<>|`\\[\]*~#!$@]|(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])|:(?=\/\/)|(?<=\bwww)\./gu, entity)
    .replace(/^([-+=]|\d+(?=[.)]))/, (start) => entity(start[0]) + start.slice(1));
}

/** Text of the input as prose in which words between backticks are code. */
export function described(text: string): string {
  const parts = visible(text).split(/(`[^`]+`)/);
  return parts.map((part) => (/^`[^`]+`$/.test(part) ? code(part.slice(1, -1)) : withoutMarkup(part))).join("");
}

/** Text of the input as code. Where backticks cannot hold it, entities do. */
export function code(text: string): string {
  const shown = visible(text);
  if (shown === "" || !/[`|]/.test(shown)) {
    return shown && `\`${shown}\``;
  }
  return `<code>${shown.replace(/[^-\w .,:/="'()\p{L}\p{N}]|_/gu, entity)}</code>`;
}

/** Texts of the input as code, within a sentence. */
export function codeList(texts: readonly string[]): string {
  return texts.map(code).join(", ");
}

/** A table whose cells are Markdown; empty where it has no rows. */
export function table(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  return rows.length === 0
    ? ""
    : [heads, heads.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}

/** `a, b and c`. */
export function listed(words: readonly string[]): string {
  const last = words[words.length - 1];
  return words.length < 2 ? (last ?? "") : `${words.slice(0, -1).join(", ")} and ${last}`;
}

/** Such as `1 row` or `2 rows`. */
export function counted(count: number, name: string): string {
  return count === 1 ? `1 ${name}` : `${count} ${pluralOf(name)}`;
}

/** The plural of a name, by its last word. */
function pluralOf(name: string): string {
  if (/(s|x|z|ch|sh)$/i.test(name)) {
    return /s$/i.test(name) && !/ss$/i.test(name) ? name : `${name}es`;
  }
  return /[^aeiou]y$/i.test(name) ? `${name.slice(0, -1)}ies` : `${name}s`;
}

/** More typing errors than this make another word. */
const MAXIMUM_DISTANCE = 2;

/** The names that a misspelled or unfinished one may mean. */
export function nearNames(text: string, names: readonly string[]): string[] {
  return names.filter((name) => isUnfinished(text, name) || text.startsWith(name) || isMisspelled(text, name));
}

/** Two dashes alone could become any option. */
function isUnfinished(text: string, name: string): boolean {
  return /[a-z]/.test(text) && name.startsWith(text);
}

/** Of a short word, two errors leave nothing. */
function isMisspelled(text: string, name: string): boolean {
  const errors = distance(text, name);
  return errors <= MAXIMUM_DISTANCE && errors * 2 < text.length;
}

/** How many letters must be added, removed, changed or swapped with the next one. */
function distance(from: string, to: string): number {
  let earlier: number[] = [];
  let previous = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (let row = 1; row <= from.length; row++) {
    const current = [row];
    for (let column = 1; column <= to.length; column++) {
      const change = from[row - 1] === to[column - 1] ? 0 : 1;
      current[column] = Math.min(previous[column] + 1, current[column - 1] + 1, previous[column - 1] + change);
      if (row > 1 && column > 1 && from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1]) {
        current[column] = Math.min(current[column], earlier[column - 2] + 1);
      }
    }
    earlier = previous;
    previous = current;
  }
  return previous[to.length];
}

/** The words for one or for several; empty for none. */
export function told(count: number, one: string, several: string): string {
  if (count === 0) {
    return "";
  }
  return count === 1 ? one : several;
}

export function joined(parts: readonly string[], separator: string): string {
  return parts.filter((part) => part !== "").join(separator);
}
