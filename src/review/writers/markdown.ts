import { code, prose, visible } from "../../shared/markdown";
import { type Inline, type Part, runs } from "../document";

/** Where the Markdown is shown. Azure DevOps draws no diagrams in comments of pull requests. */
export type Dialect = "github" | "azure-devops";

/** The longest comment that GitHub accepts. Azure DevOps accepts more. */
export const MAXIMUM_LENGTH = 65_536;

/** What is kept free for the sentences that tell what was left out. */
const RESERVE = 1_000;

/** No table takes more than this part of the whole, so that there is room for the others. */
const TABLE_SHARE = 0.25;

/** Writes a report, shortened to what fits into a comment. What is left out is counted. */
export function writeMarkdown(parts: readonly Part[], dialect: Dialect, limit = MAXIMUM_LENGTH): string {
  const writer = new Writer(dialect, limit - RESERVE);
  const text = writer.write(parts);
  return `${[...text, ...writer.leftOut()].join("\n\n")}\n`;
}

class Writer {
  private remaining: number;
  private diffs = 0;

  constructor(
    private readonly dialect: Dialect,
    private readonly limit: number,
  ) {
    this.remaining = limit;
  }

  public write(parts: readonly Part[]): string[] {
    return parts.flatMap((part) => this.part(part));
  }

  public leftOut(): string[] {
    return this.diffs === 0 ? [] : [`${this.diffs} of the diffs are left out, since a comment has a maximum length.`];
  }

  private part(part: Part): string[] {
    switch (part.kind) {
      case "heading":
        return this.take(`${"#".repeat(part.level)} ${prose(part.text)}`);
      case "sentence":
        return this.take(written(part.text));
      case "table":
        return this.table(part);
      case "lines":
        return this.lines(part);
      case "collapsed":
        return this.collapsed(part);
      default:
        return this.dialect === "github" ? this.take(fenced("mermaid", part.lines)) : [];
    }
  }

  private table({ heads, rows }: Part & { kind: "table" }): string[] {
    const head = [`| ${heads.map(prose).join(" | ")} |`, `|${" --- |".repeat(heads.length)}`];
    const room = Math.min(this.remaining, this.limit * TABLE_SHARE);
    const lines: string[] = [];
    let length = head.join("\n").length;
    for (const row of rows) {
      const line = `| ${row.map(written).join(" | ")} |`;
      length += line.length + 1;
      if (length > room) {
        break;
      }
      lines.push(line);
    }
    const others = rows.length - lines.length;
    const table = lines.length === 0 ? [] : this.take([...head, ...lines].join("\n"));
    return others === 0 ? table : [...table, `${others} more ${others === 1 ? "row is" : "rows are"} left out.`];
  }

  private lines({ summary, lines }: Part & { kind: "lines" }): string[] {
    const text = details(html(summary), fenced("diff", lines));
    const taken = this.take(text);
    this.diffs += taken.length === 0 ? 1 : 0;
    return taken;
  }

  private collapsed({ summary, parts }: Part & { kind: "collapsed" }): string[] {
    const inner = this.write(parts);
    return inner.length === 0 ? [] : [details(prose(summary), inner.join("\n\n"))];
  }

  /** The text, if there is room for it. */
  private take(text: string): string[] {
    if (text.length + 2 > this.remaining) {
      return [];
    }
    this.remaining -= text.length + 2;
    return [text];
  }
}

function written(inline: Inline): string {
  return runs(inline)
    .map((run) => {
      if (typeof run === "string") {
        return spaced(run);
      }
      return "code" in run ? code(run.code) : `**${prose(run.strong)}**`;
    })
    .join("");
}

/** Escaping trims a text; between two runs its spaces count. */
function spaced(text: string): string {
  const [start, end] = [text.startsWith(" ") ? " " : "", text.length > 1 && text.endsWith(" ") ? " " : ""];
  return `${start}${prose(text)}${end}`;
}

/** In a summary, Markdown is not read. */
function html(inline: Inline): string {
  return runs(inline)
    .map((run) => {
      if (typeof run === "string") {
        return spaced(run);
      }
      return "code" in run ? `<code>${prose(run.code)}</code>` : `<b>${prose(run.strong)}</b>`;
    })
    .join("");
}

function details(summary: string, text: string): string {
  return `<details><summary>${summary}</summary>\n\n${text}\n\n</details>`;
}

/** A fence is longer than any row of backticks in it. */
function fenced(language: string, lines: readonly string[]): string {
  const longest = Math.max(2, ...lines.flatMap((line) => [...line.matchAll(/`+/g)].map(([ticks]) => ticks.length)));
  const fence = "`".repeat(longest + 1);
  return [`${fence}${language}`, ...lines.map(inFence), fence].join("\n");
}

/** One line, whose indentation counts. */
function inFence(line: string): string {
  const text = line.trimStart();
  return line.slice(0, line.length - text.length) + visible(text);
}
