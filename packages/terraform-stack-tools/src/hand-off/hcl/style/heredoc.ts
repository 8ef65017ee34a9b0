import { withVisibleLetters } from "../../../stack/json";
import type { Part, Sequence, Template } from "../../../stack/lexer";

/**
 * A template of several lines as a heredoc; undefined where its value would not be the same, or no easier to read.
 * @param sequence writes an interpolation
 */
export function heredocLines(template: Template, sequence: (part: Sequence) => string): string[] | undefined {
  const last = template[template.length - 1];
  const isWritable = template.every((part, index) => isPlain(part, template[index + 1]));
  if (last?.kind !== "literal" || !isWritable) {
    return undefined;
  }
  const text = template.map((part) => partText(part, sequence)).join("");
  // A heredoc always ends with a line break, which `chomp` removes.
  const endsLine = text.endsWith("\n");
  const lines = (endsLine ? text.slice(0, -1) : text).split("\n");
  if (lines.length < 2 || !lines.every(isSafeLine) || !lines.some((line) => /^\S/.test(line))) {
    return undefined;
  }
  const body = [...lines.map((line) => (line === "" ? line : `  ${line}`)), MARKER];
  return endsLine ? [`<<-${MARKER}`, ...body] : [`chomp(<<-${MARKER}`, ...body, ")"];
}

const MARKER = "EOT";

function partText(part: Part, sequence: (part: Sequence) => string): string {
  switch (part.kind) {
    case "sequence":
      return sequence(part);
    case "fault":
      return "";
    default:
      return part.text;
  }
}

/** Whether a part needs no escape sequence, which heredocs do not have. */
function isPlain(part: Part, next: Part | undefined): boolean {
  switch (part.kind) {
    case "literal":
      return (
        !/[^\P{Cc}\n\t]/u.test(part.text) &&
        withVisibleLetters(part.text) === part.text &&
        !(next?.kind === "sequence" && /[$%]$/.test(part.text))
      );
    case "sequence":
      return !part.stripsBefore && !part.stripsAfter;
    case "escape":
      return true;
    case "fault":
      return false;
  }
}

/** Editors remove space at the end of lines, and a combining letter at the start would join the indentation. */
function isSafeLine(line: string): boolean {
  return !/\s$|^\p{M}/u.test(line) && line.trim() !== MARKER;
}
