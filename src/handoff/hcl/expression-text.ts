import { readExpression, readTemplate } from "../../terraform/expression/lexer";
import { escapeLetters } from "../../terraform/expression/quoted-string";
import { wholeSequence } from "../../terraform/expression/template";
import type { Part, Sequence, Template, Token } from "../../terraform/expression/token";
import { type SpacedToken, spaced } from "./token-spacing";
import { Unwritable } from "./unwritable";

/** A text of Terraform's JSON as HCL writes it. @throws Unwritable where HCL cannot say the same */
export function templateText(text: string): string {
  const template = readTemplate(text);
  const whole = wholeSequence(template);
  // One interpolation and nothing else keeps its type, so it becomes a bare expression.
  return whole === undefined ? `"${partsText(template, escapeLetters, true)}"` : tokensText(whole.tokens);
}

/** An expression by itself, on one line. @throws Unwritable where it cannot be read */
export function expressionText(expression: string): string {
  return tokensText(readExpression(expression));
}

function partsText(template: Template, literal: (text: string) => string, isTopLevel: boolean): string {
  return template
    .map((part, index) => {
      if (part.kind === "sequence" && isTopLevel) {
        checkStripping(part, template[index - 1], template[index + 1]);
      }
      return partText(part, literal);
    })
    .join("");
}

function partText(part: Part, literal: (text: string) => string): string {
  switch (part.kind) {
    case "literal":
      return literal(part.text);
    case "escape":
      return part.text;
    case "sequence":
      return sequenceText(part);
    case "fault":
      throw new Unwritable(part.why);
  }
}

function sequenceText({ marker, stripsBefore, stripsAfter, tokens }: Sequence): string {
  const opening = stripsBefore ? `${marker}~` : marker;
  const written = writtenTokens(tokens);
  // An object gets a space on both sides, so that three braces never meet.
  const left = written[0]?.text === "{" ? " " : "";
  const right = written[written.length - 1]?.text === "}" ? " " : "";
  const body = spaced(written, { kind: "symbol", text: opening });
  return `${opening}${left}${body}${right}${stripsAfter ? "~}" : "}"}`;
}

/** In JSON a `~` strips space up to the end of the line, but in a quoted string of HCL it strips whole lines too. */
function checkStripping(
  { stripsBefore, stripsAfter }: Sequence,
  before: Part | undefined,
  after: Part | undefined,
): void {
  const left = stripsBefore && before?.kind === "literal" ? before.text.slice(before.text.trimEnd().length) : "";
  const right =
    stripsAfter && after?.kind === "literal" ? after.text.slice(0, -after.text.trimStart().length || undefined) : "";
  if ([left, right].some((space) => !/^[^\n]*\n?$/.test(space))) {
    throw new Unwritable("a '~' is next to several line breaks, which HCL strips differently");
  }
}

function tokensText(tokens: readonly Token[]): string {
  return spaced(writtenTokens(tokens));
}

/** The tokens as HCL has them on one line, with commas between the members of objects and none before a bracket. */
function writtenTokens(tokens: readonly Token[]): SpacedToken[] {
  const written: SpacedToken[] = [];
  for (const token of tokens) {
    const last = written[written.length - 1];
    if (token.kind === "newline") {
      if (last !== undefined && last.text !== "{" && last.text !== ",") {
        written.push({ kind: "symbol", text: "," });
      }
      continue;
    }
    if (token.kind === "symbol" && [")", "]", "}"].includes(token.text) && last?.text === ",") {
      written.pop();
    }
    written.push(writtenToken(token));
  }
  return written;
}

function writtenToken(token: Exclude<Token, { kind: "newline" }>): SpacedToken {
  switch (token.kind) {
    case "string":
      return { kind: "string", text: `"${partsText(token.template, (text) => text, false)}"` };
    case "heredoc":
      throw new Unwritable("a heredoc cannot be written on one line");
    case "fault":
      throw new Unwritable(token.why);
    default:
      return token;
  }
}
