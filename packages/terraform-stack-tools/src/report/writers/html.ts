import { type Inline, type Part, runs } from "../../shared/document";
import { STYLE } from "./style";

/** Writes a report as one HTML file without scripts, links or fonts from elsewhere. */
export function writeHtml(title: string, parts: readonly Part[]): string {
  return [
    "<!doctype html>",
    `<html lang="en">`,
    `<meta charset="utf-8">`,
    `<meta name="viewport" content="width=device-width, initial-scale=1">`,
    // Nothing in the page may load or run anything, whatever a name contains.
    `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">`,
    `<title>${escaped(title)}</title>`,
    `<style>${STYLE}</style>`,
    "<main>",
    `<h1>${escaped(title)}</h1>`,
    ...parts.map(part),
    "</main>",
    "</html>",
    "",
  ].join("\n");
}

function part(value: Part): string {
  switch (value.kind) {
    case "heading":
      return `<h${value.level}>${escaped(value.text)}</h${value.level}>`;
    case "sentence":
      return `<p>${written(value.text)}</p>`;
    case "table":
      return table(value.heads, value.rows);
    case "lines":
      return details(written(value.summary), `<pre>${value.lines.map(line).join("\n")}</pre>`);
    case "collapsed":
      // A picture that needs a script to be drawn is left out.
      return value.parts.every(({ kind }) => kind === "diagram")
        ? ""
        : details(escaped(value.summary), value.parts.map(part).join("\n"));
    default:
      return "";
  }
}

function table(heads: readonly string[], rows: readonly (readonly Inline[])[]): string {
  const head = heads.map((text) => `<th>${escaped(text)}</th>`).join("");
  const body = rows.map((row) => `<tr>${row.map((cell) => `<td>${written(cell)}</td>`).join("")}</tr>`).join("\n");
  return `<div class="wide"><table>\n<tr>${head}</tr>\n${body}\n</table></div>`;
}

function details(summary: string, content: string): string {
  return `<details><summary>${summary}</summary>\n${content}\n</details>`;
}

/** A line of a diff, colored by its sign. */
function line(text: string): string {
  const kind = text.startsWith("+") ? "added" : "removed";
  return /^[-+]/.test(text) ? `<span class="${kind}">${escaped(text)}</span>` : escaped(text);
}

function written(inline: Inline): string {
  return runs(inline)
    .map((run) => {
      if (typeof run === "string") {
        return escaped(run);
      }
      return "code" in run ? `<code>${escaped(run.code)}</code>` : `<strong>${escaped(run.strong)}</strong>`;
    })
    .join("");
}

/** Characters that control the direction of text are shown as their number. */
function escaped(text: string): string {
  return text
    .replace(
      /[\p{Cf}\p{Cc}]/gu,
      (letter) => `U+${(letter.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")} `,
    )
    .replace(/[&<>"']/g, (letter) => `&#${letter.codePointAt(0)};`);
}
