import { code, listed, prose, visible } from "../../shared/words";
import { type Inline, type Part, runs, SIGNS, type Tone } from "../model";

/** The longest comment that GitHub accepts. GitLab and Azure DevOps accept more. */
const MAXIMUM_LENGTH = 65_536;

/** What is kept free for the last sentence of a report and for the one that tells what was left out. */
const RESERVE = 1_000;

/** No table takes more than this part of what a stack has, so that there is room for the others, unless none is left to read. */
const TABLE_SHARE = 0.2;
const TABLE_MINIMUM = 1_500;

/** Writes a report, shortened to what fits into a comment. What is left out is counted; the last part always stays. */
export function writeMarkdown(parts: readonly Part[], limit = MAXIMUM_LENGTH): string {
  const stacks = parts.filter((part) => part.kind === "heading" && part.level === 2).length;
  const tableRoom = Math.max(((limit - RESERVE) * TABLE_SHARE) / Math.max(1, stacks), TABLE_MINIMUM);
  const [writer, end] = [limit - RESERVE, RESERVE].map((room) => new Writer(room, tableRoom));
  const text = writer.write(parts.slice(0, -1));
  return `${[...text, ...writer.leftOut(), ...end.write(parts.slice(-1))].join("\n\n")}\n`;
}

class Writer {
  /** Whether a heading did not fit. What belongs to it must not follow another one. */
  private isFull = false;
  /** What was left out, in the words for one and for several. */
  private readonly missing = new Map<Missing, number>();

  constructor(
    private remaining: number,
    private readonly tableRoom: number,
  ) {}

  public write(parts: readonly Part[]): string[] {
    return parts.flatMap((part) => this.part(part));
  }

  public leftOut(): string[] {
    const counts = MISSING.flatMap((what) => {
      const count = this.missing.get(what) ?? 0;
      return count === 0 ? [] : [`${count} of the ${what}`];
    });
    return counts.length === 0 ? [] : [`${listed(counts)} are left out, since a comment has a maximum length.`];
  }

  private part(part: Part): string[] {
    switch (part.kind) {
      case "heading":
        return this.heading(part);
      case "sentence":
        return this.take(written(part.text));
      case "table":
        return this.table(part);
      case "lines":
        return this.counted("diffs", 1, diff(part));
      case "facts":
        return this.take(part.items.map(([term, text]) => `- **${plain(term)}:** ${written(text)}`).join("\n"));
      case "code":
        return this.counted("blocks to paste", 1, fenced(part.language, part.lines));
      case "collapsed":
        return this.collapsed(part);
    }
  }

  private heading({ level, text }: Part & { kind: "heading" }): string[] {
    const taken = this.counted(level === 2 ? "sections" : undefined, 1, `${"#".repeat(level)} ${plain(text)}`);
    this.isFull ||= taken.length === 0;
    return taken;
  }

  private table({ heads, rows }: Part & { kind: "table" }): string[] {
    const head = [`| ${heads.map(plain).join(" | ")} |`, `|${"---|".repeat(heads.length)}`];
    const room = Math.min(this.remaining, this.tableRoom);
    const lines: string[] = [];
    let length = head.join("\n").length + 2;
    for (const row of rows) {
      const line = `| ${row.map((cell) => written(cell)).join(" | ")} |`;
      length += line.length + 1;
      if (length > room || this.isFull) {
        break;
      }
      lines.push(line);
    }
    const others = rows.length - lines.length;
    const table = lines.length === 0 ? [] : this.take([...head, ...lines].join("\n"));
    const rest = `${others} more ${others === 1 ? "row is" : "rows are"} left out.`;
    return others === 0 ? table : [...table, ...this.counted("rows", others, rest)];
  }

  private collapsed({ summary, parts }: Part & { kind: "collapsed" }): string[] {
    const frame = details(plain(summary), "").length + 2;
    this.remaining -= frame;
    const inner = this.write(parts);
    if (inner.length === 0) {
      this.remaining += frame;
      return [];
    }
    return [details(plain(summary), inner.join("\n\n"))];
  }

  /** The text, if there is room for it, and otherwise a count of what it is. */
  private counted(what: Missing | undefined, count: number, text: string): string[] {
    const taken = this.take(text);
    if (taken.length === 0 && what !== undefined) {
      this.missing.set(what, (this.missing.get(what) ?? 0) + count);
    }
    return taken;
  }

  /** The text, if there is room for it. */
  private take(text: string): string[] {
    if (this.isFull || text.length + 2 > this.remaining) {
      return [];
    }
    this.remaining -= text.length + 2;
    return [text];
  }
}

const MISSING = ["sections", "rows", "blocks to paste", "diffs"] as const;

type Missing = (typeof MISSING)[number];

/** What is deleted has no lines. */
function diff({ summary, lines }: Part & { kind: "lines" }): string {
  return lines.length === 0 ? written(summary) : details(written(summary, SUMMARY), fenced("diff", lines));
}

/** Nothing is seen of it, and no name of an input has one, since those are removed. */
const APART = "&#8203;";

/**
 * Text of the input as prose. GitHub, GitLab and Azure DevOps look for mentions of people, issues and the like in what is
 * shown, where it no longer counts how a letter was written: so the sign is kept apart from what follows it.
 */
function plain(text: string): string {
  return prose(text)
    .replace(/&#(?:64|35|33|36|126|38);(?=["\w]|&#60;)/g, `$&${APART}`)
    .replace(/%(?=["\w])/g, `%${APART}`)
    .replace(/:(?=[\w+-]*[a-z][\w+-]*:)/gi, `:${APART}`)
    .replace(/(?:&#91;|\{)(?=[-+])/g, `$&${APART}`)
    .replace(/\b(GH)-(?=\d)/gi, `$1${APART}-`);
}

/** What is bold and what is code, in Markdown or in a summary, where Markdown is not read. */
interface Marks {
  readonly bold: (text: string) => string;
  readonly code: (text: string) => string;
}

const MARKDOWN: Marks = { bold: (text) => `**${text}**`, code };

const SUMMARY: Marks = { bold: (text) => `<b>${text}</b>`, code: (text) => `<code>${prose(text)}</code>` };

function written(inline: Inline, marks = MARKDOWN): string {
  return runs(inline)
    .map((run) => {
      if (typeof run === "string") {
        return spaced(run);
      }
      if ("mark" in run) {
        // A sign at the beginning would otherwise count as that of a list.
        return `${COLORS[run.tone]} ${marks.bold(plain(`${SIGNS[run.tone]} ${run.mark}`))}`;
      }
      return "code" in run ? marks.code(run.code) : marks.bold(plain(run.strong));
    })
    .join("");
}

/** Of all letters, these alone have a color everywhere. */
const COLORS: Readonly<Record<Tone, string>> = {
  added: "🟢",
  granted: "🟠",
  removed: "🔴",
  replaced: "🟠",
  changed: "🔵",
  unclear: "🟡",
  kept: "⚪",
};

/** Escaping trims a text; between two runs its spaces count. */
function spaced(text: string): string {
  const [start, end] = [text.startsWith(" ") ? " " : "", text.length > 1 && text.endsWith(" ") ? " " : ""];
  return `${start}${plain(text)}${end}`;
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
