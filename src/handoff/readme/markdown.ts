/** Takes away what no page shows: line breaks become spaces; letters that control a terminal or turn the direction of writing go. */
function visible(text: string): string {
  return text
    .replace(/[\p{Cc}\u2028\u2029]+/gu, " ")
    .replace(/\p{Cf}/gu, "")
    .trim();
}

function entity(letter: string): string {
  return `&#${letter.codePointAt(0)};`;
}

/** A text of the input as prose: nothing in it is markup, a link or the end of a table's cell. */
export function prose(text: string): string {
  return visible(text)
    .replace(/[&<>|`\\[\]*~#!$@]|(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])|:(?=\/\/)|(?<=\bwww)\./gu, entity)
    .replace(/^([-+=]|\d+(?=[.)]))/, (start) => entity(start[0]) + start.slice(1));
}

/** A text of the input as code. Where backticks cannot hold it, entities do. */
export function code(text: string): string {
  const shown = visible(text);
  if (shown === "" || !/[`|]/.test(shown)) {
    return shown && `\`${shown}\``;
  }
  return `<code>${shown.replace(/[^-\w .,:/="'()\p{L}\p{N}]|_/gu, entity)}</code>`;
}

/** A table whose cells are Markdown already; one without rows is a sentence. */
export function table(heads: readonly string[], rows: readonly (readonly string[])[], otherwise: string): string {
  if (rows.length === 0) {
    return otherwise;
  }
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  return [line(heads), line(heads.map(() => "---")), ...rows.map(line)].join("\n");
}

/** A text of the input as the label of a Mermaid diagram, which has entities of its own. */
export function label(text: string): string {
  const shown = visible(text);
  const limited = shown.length > 80 ? `${shown.slice(0, 79)}…` : shown;
  return limited.replace(/[^-\w .,:/()\p{L}\p{N}…]/gu, (letter) => `#${letter.codePointAt(0)};`);
}
