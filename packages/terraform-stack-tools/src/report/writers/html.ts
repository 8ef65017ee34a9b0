import { type Inline, type Part, runs, SIGNS } from "../../shared/document";
import { escapedHtml } from "../../shared/markdown";
import { STYLE } from "./style";

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
        const id = value.id === undefined ? "" : ` id="${escapedHtml(value.id)}"`;
        return `<h${level}${id}>${escapedHtml(value.text)}</h${level}>`;
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
      case "diagram":
        return `<div class="wide" tabindex="0" role="group" aria-label="Picture">${value.svg}</div>`;
    }
  }

  /** A picture is there to be seen at once. */
  private collapsed({ summary, parts }: Part & { kind: "collapsed" }): string {
    const isOpen = parts.every(({ kind }) => kind === "diagram");
    this.topic = summary;
    return details(escapedHtml(summary), parts.map((one) => this.part(one)).join("\n"), isOpen);
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

function details(summary: string, content: string, isOpen = false): string {
  return `<details${isOpen ? " open" : ""}><summary>${summary}</summary>\n${content}\n</details>`;
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
      if ("link" in run) {
        return `<a href="#${escapedHtml(run.to)}">${words(run.link)}</a>`;
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
