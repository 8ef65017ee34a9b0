import { type Inline, type Mark, runs, SIGNS, type Tone } from "../../shared/document";
import { code, prose, visible } from "../../shared/markdown";

/** Nothing is seen of it, and no name of an input has one, since those are removed. */
const APART = "&#8203;";

/**
 * Text of the input as prose. GitHub, GitLab and Azure DevOps look for mentions of people, issues and the like in what is
 * shown, where it no longer counts how a letter was written: so the sign is kept apart from what follows it.
 */
export function plain(text: string): string {
  return prose(text)
    .replace(/&#(?:64|35|33|36|126|38);(?=["\w]|&#60;)/g, `$&${APART}`)
    .replace(/%(?=["\w])/g, `%${APART}`)
    .replace(/:(?=[\w+-]*[a-z][\w+-]*:)/gi, `:${APART}`)
    .replace(/(?:&#91;|\{)(?=[-+])/g, `$&${APART}`)
    .replace(/\b(GH)-(?=\d)/gi, `$1${APART}-`);
}

export function written(inline: Inline): string {
  return runs(inline)
    .map((run) => {
      if (typeof run === "string") {
        return spaced(run);
      }
      if ("mark" in run) {
        return `${COLORS[run.tone]} **${signed(run)}**`;
      }
      if ("link" in run) {
        return plain(run.link);
      }
      return "code" in run ? code(run.code) : `**${plain(run.strong)}**`;
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

/** A sign at the beginning would otherwise count as that of a list. */
function signed({ mark, tone }: Mark): string {
  return plain(`${SIGNS[tone]} ${mark}`);
}

/** Escaping trims a text; between two runs its spaces count. */
function spaced(text: string): string {
  const [start, end] = [text.startsWith(" ") ? " " : "", text.length > 1 && text.endsWith(" ") ? " " : ""];
  return `${start}${plain(text)}${end}`;
}

/** In a summary, Markdown is not read. */
export function summaryOf(inline: Inline): string {
  return runs(inline)
    .map((run) => {
      if (typeof run === "string") {
        return spaced(run);
      }
      if ("mark" in run) {
        return `${COLORS[run.tone]} <b>${signed(run)}</b>`;
      }
      if ("link" in run) {
        return plain(run.link);
      }
      return "code" in run ? `<code>${prose(run.code)}</code>` : `<b>${plain(run.strong)}</b>`;
    })
    .join("");
}

export function details(summary: string, text: string): string {
  return `<details><summary>${summary}</summary>\n\n${text}\n\n</details>`;
}

/** A fence is longer than any row of backticks in it. */
export function fenced(language: string, lines: readonly string[]): string {
  const longest = Math.max(2, ...lines.flatMap((line) => [...line.matchAll(/`+/g)].map(([ticks]) => ticks.length)));
  const fence = "`".repeat(longest + 1);
  return [`${fence}${language}`, ...lines.map(inFence), fence].join("\n");
}

/** One line, whose indentation counts. */
export function inFence(line: string): string {
  const text = line.trimStart();
  return line.slice(0, line.length - text.length) + visible(text);
}
