import { withoutCredentials } from "../../stack/credentials";
import { type Inline, type Part, runs, SIGNS } from "../model";

/** Writes a report as one HTML file without scripts, links or fonts from elsewhere. */
export function writeHtml(title: string, parts: readonly Part[]): string {
  return [
    "<!doctype html>",
    `<html lang="en">`,
    "<head>",
    `<meta charset="utf-8">`,
    `<meta name="viewport" content="width=device-width, initial-scale=1">`,
    // Nothing in the page may load or run anything, whatever a name contains.
    `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">`,
    `<title>${escapedHtml(title)}</title>`,
    `<style>${STYLE}</style>`,
    "</head>",
    "<body>",
    "<main>",
    `<h1>${escapedHtml(title)}</h1>`,
    ...new Body(parts).written,
    "</main>",
    "</body>",
    "</html>",
    "",
  ].join("\n");
}

class Body {
  public readonly written: readonly string[];
  /** Levels follow each other without a gap, below the title. */
  private readonly shift: number;
  /** What a table is about. */
  private topic = "";

  constructor(parts: readonly Part[]) {
    this.shift = Math.min(...parts.map((one) => (one.kind === "heading" ? one.level : 4))) - 2;
    this.written = parts.map((one) => this.part(one));
  }

  private part(value: Part): string {
    switch (value.kind) {
      case "heading": {
        const level = value.level - this.shift;
        this.topic = value.text;
        return `<h${level}>${escapedHtml(value.text)}</h${level}>`;
      }
      case "sentence":
        return `<p>${written(value.text)}</p>`;
      case "facts":
        return facts(value.items);
      case "table":
        return table(this.topic, value.heads, value.rows);
      case "lines":
        return value.lines.length === 0
          ? `<p class="change">${written(value.summary)}</p>`
          : details(written(value.summary), `<pre tabindex="0">${value.lines.map(line).join("\n")}</pre>`);
      case "code":
        return `<pre tabindex="0">${value.lines.map(escapedHtml).join("\n")}</pre>`;
      case "collapsed":
        return this.collapsed(value);
    }
  }

  private collapsed({ summary, parts }: Part & { kind: "collapsed" }): string {
    this.topic = summary;
    return details(escapedHtml(summary), parts.map((one) => this.part(one)).join("\n"));
  }
}

function facts(items: readonly (readonly [term: string, text: Inline])[]): string {
  const rows = items.map(([term, text]) => `<div><dt>${escapedHtml(term)}</dt><dd>${written(text)}</dd></div>`);
  return `<dl>\n${rows.join("\n")}\n</dl>`;
}

/** On a narrow page, each row is a card, and each cell has its head beside it; the roles keep it a table for everybody. */
function table(topic: string, heads: readonly string[], rows: readonly (readonly Inline[])[]): string {
  const head = heads.map((text) => `<th scope="col" role="columnheader">${escapedHtml(text)}</th>`).join("");
  const cell = (text: Inline, index: number) =>
    `<td role="cell" data-head="${escapedHtml(heads[index])}"><div>${written(text)}</div></td>`;
  const body = rows.map((row) => `<tr role="row">${row.map(cell).join("")}</tr>`).join("\n");
  return [
    `<div class="wide" tabindex="0" role="group" aria-label="${escapedHtml(`Table: ${topic}`)}">`,
    `<table role="table"><thead role="rowgroup"><tr role="row">${head}</tr></thead>`,
    `<tbody role="rowgroup">\n${body}\n</tbody></table></div>`,
  ].join("\n");
}

function details(summary: string, content: string): string {
  return `<details><summary>${summary}</summary>\n${content}\n</details>`;
}

/** A line of a diff, colored by its sign. */
function line(text: string): string {
  const kind = text.startsWith("+") ? "added" : "removed";
  return /^[-+]/.test(text) ? `<span class="${kind}">${escapedHtml(text)}</span>` : escapedHtml(text);
}

function written(inline: Inline): string {
  return runs(inline)
    .map((run) => {
      if (typeof run === "string") {
        return words(run);
      }
      if ("mark" in run) {
        return `<span class="mark ${run.tone}">${SIGNS[run.tone]} ${escapedHtml(run.mark)}</span>`;
      }
      return "code" in run ? code(run.code) : `<strong>${words(run.strong)}</strong>`;
    })
    .join("");
}

/** A browser breaks lines at hyphens, also within a name or an id. */
function words(text: string): string {
  return text
    .split(" ")
    .map((word) => {
      const isName = /[-/]/.test(word) && word.length <= LONGEST_LINE;
      return isName ? `<span class="word">${escapedHtml(word)}</span>` : escapedHtml(word);
    })
    .join(" ");
}

/** A name that fits on a line of a phone is never broken; a longer one only where its parts meet. */
const LONGEST_LINE = 37;

function code(text: string): string {
  if (text.length <= LONGEST_LINE) {
    return `<code>${escapedHtml(text)}</code>`;
  }
  // A digest is longer than a line and has no parts, so that it is broken anywhere.
  const parts = text
    .split(/(?<=[./,;&|\s])|(?=\[)/)
    .map((part) => (part.length > LONGEST_LINE ? escapedHtml(part) : `<span>${escapedHtml(part)}</span>`));
  return `<code class="long">${parts.join("<wbr>")}</code>`;
}

/**
 * Light and dark by the reader's setting. Every color of text has a contrast of at least 4.5 to 1 to what is below it
 * (WCAG 2.2, 1.4.3). Nothing has to be scrolled on a phone: what is longer than a line continues on the next one.
 */
const STYLE = `
:root { color-scheme: light dark; --text: #1f2328; --dim: #59636e; --page: #ffffff; --muted: #f6f8fa; --line: #d1d9e0; --added: #116329; --removed: #a40e26; --replaced: #953800; --changed: #0550ae; --unclear: #7d4e00; }
@media (prefers-color-scheme: dark) {
  :root { --text: #f0f6fc; --dim: #9198a1; --page: #0d1117; --muted: #151b23; --line: #3d444d; --added: #7ee787; --removed: #ffa198; --replaced: #ffa657; --changed: #79c0ff; --unclear: #f2cc60; }
}
body { margin: 0; background: var(--page); color: var(--text); font: 16px/1.5 system-ui, sans-serif; overflow-wrap: break-word; }
main { max-width: 1100px; margin: 0 auto; padding: 16px; }
h1 { font-size: 1.5em; margin: 0.5em 0; }
h2 { font-size: 1.25em; margin: 2em 0 0.5em; padding-top: 0.75em; border-top: 1px solid var(--line); }
h3 { font-size: 1.1em; margin: 1.5em 0 0.5em; }
h4 { font-size: 1em; margin: 1em 0 0.5em; }
h1 + p { font-size: 1.1em; margin: 0 0 1em; padding: 12px 16px; border-left: 4px solid var(--changed); background: var(--muted); }
h1 + p strong { font-weight: 600; }
dl { margin: 0 0 1em; }
dl div { display: grid; grid-template-columns: 110px minmax(0, 1fr); column-gap: 12px; padding: 3px 0; }
dt { color: var(--dim); }
dd { margin: 0; }
.wide { overflow-x: auto; margin: 8px 0 16px; }
table { border-collapse: collapse; }
th, td { padding: 6px 12px; border: 1px solid var(--line); text-align: left; vertical-align: top; }
th { background: var(--muted); white-space: nowrap; }
code, pre { font: 0.8125em/1.5 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; }
code { padding: 2px 4px; border-radius: 4px; background: var(--muted); white-space: nowrap; }
code.long { white-space: normal; }
code.long span { white-space: nowrap; }
pre { margin: 8px 0; padding: 12px; overflow-x: auto; background: var(--muted); }
details, .change { margin: 8px 0; }
.change { padding-left: 1.1em; }
summary { cursor: pointer; }
a { color: var(--changed); }
.word, .mark { white-space: nowrap; }
.mark { font-weight: 600; }
.added { color: var(--added); }
.granted { color: var(--replaced); }
.removed { color: var(--removed); }
.replaced { color: var(--replaced); }
.changed { color: var(--changed); }
.unclear { color: var(--unclear); }
.kept { color: var(--dim); }
@media (max-width: 900px) {
  th, td { padding: 6px 8px; font-size: 0.9375em; }
}
@media (max-width: 640px) {
  body { font-size: 15px; }
  h1 + p { font-size: 1em; padding: 10px 12px; }
  h1 + p .word { font-size: 0.9em; }
  dl div { grid-template-columns: minmax(0, 1fr); }
  pre { white-space: pre-wrap; }
  table, tbody, tr, td { display: block; }
  thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  tr { margin: 0 0 12px; padding: 6px 0; border: 1px solid var(--line); border-radius: 6px; }
  td { padding: 3px 10px; border: 0; }
  td::before { content: attr(data-head); display: block; color: var(--dim); font-size: 0.8125em; }
  td code { font-size: 0.8em; }
  td:has(> div:empty) { display: none; }
}
`;

/** Text of the input as text of HTML or SVG. Characters that control the direction of text are shown as their number. */
function escapedHtml(text: string): string {
  return withoutCredentials(text)
    .replace(
      /[\p{Cf}\p{Cc}]/gu,
      (letter) => `U+${(letter.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")} `,
    )
    .replace(/[&<>"']/g, (letter) => `&#${letter.codePointAt(0)};`);
}
