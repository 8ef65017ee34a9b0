import type { Part, Template } from "../../stack/lexer";

/**
 * A template of several lines without its `~`. Terraform strips line by line there: no more than one line break, where
 * a quoted string loses all of them.
 */
export function stripped(template: Template): Template {
  const hasMarks = template.some((part) => part.kind === "sequence" && (part.stripsBefore || part.stripsAfter));
  return hasMarks ? template.flatMap(inLines).flatMap(strippedPart) : template;
}

/** The template of a heredoc that begins with `<<-`, without the indentation that its lines share. */
export function unindented(template: Template): Template {
  const lines = template.flatMap(inLines);
  const isFirst = lines.map((_part, index) => startsLine(lines[index - 1]));
  const shared = lines.reduce(
    (least, part, index) => (isFirst[index] ? Math.min(least, indentationOf(part)) : least),
    Number.POSITIVE_INFINITY,
  );
  return lines.map((part, index) =>
    part.kind === "literal" && isFirst[index] && !isBlank(part.text)
      ? { kind: "literal", text: part.text.slice(shared) }
      : part,
  );
}

function inLines(part: Part): Part[] {
  if (part.kind !== "literal") {
    return [part];
  }
  // What follows a carriage return without a line feed is one line to Terraform.
  const lines = part.text.match(/\r(?!\n)[\s\S]*|(?:[^\r\n]+|\r(?=\n))+\n?|\n/g) ?? [];
  return lines.map((text) => ({ kind: "literal", text }));
}

function strippedPart(part: Part, index: number, parts: Template): Part[] {
  if (part.kind === "sequence") {
    return [{ ...part, stripsBefore: false, stripsAfter: false }];
  }
  if (part.kind !== "literal") {
    return [part];
  }
  const [before, after] = [parts[index - 1], parts[index + 1]];
  const start = before?.kind === "sequence" && before.stripsAfter ? withoutSpaceBefore(part.text) : part.text;
  const text = after?.kind === "sequence" && after.stripsBefore ? withoutSpaceBehind(start) : start;
  return text === "" ? [] : [{ kind: "literal", text }];
}

// Not `trim`, which takes U+FEFF for a space, and U+0085 for none.
function withoutSpaceBefore(text: string): string {
  return text.replace(/^\p{White_Space}+/u, "");
}

function withoutSpaceBehind(text: string): string {
  let end = text.length;
  while (end > 0 && /\p{White_Space}/u.test(text[end - 1])) {
    end--;
  }
  return text.slice(0, end);
}

function startsLine(before: Part | undefined): boolean {
  return before === undefined || (before.kind === "literal" && before.text.endsWith("\n"));
}

/** A blank line says nothing about the indentation. */
function indentationOf(part: Part): number {
  if (part.kind !== "literal") {
    return 0;
  }
  return isBlank(part.text) ? Number.POSITIVE_INFINITY : part.text.length - withoutSpaceBefore(part.text).length;
}

function isBlank(line: string): boolean {
  return line.endsWith("\n") && withoutSpaceBefore(line) === "";
}
