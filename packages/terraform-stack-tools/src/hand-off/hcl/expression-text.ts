import { faultInExpression, faultInTemplate } from "../../stack/grammar";
import { withVisibleLettersOfHcl } from "../../stack/json";
import {
  type Heredoc,
  type Part,
  readExpression,
  readTemplate,
  type Sequence,
  type Template,
  type Token,
} from "../../stack/lexer";
import { escapeLetters, wholeSequence } from "../../stack/template";
import { stripped, unindented } from "./stripped";
import { withBareKeys } from "./style/bare-keys";
import { expressionLines } from "./style/expression-lines";
import { heredocLines } from "./style/heredoc";
import { type SpacedToken, spaced } from "./token-spacing";

/** Something that HCL cannot say. Messages put its place first, as in `locals.x: must be a type`. */
export class Unwritable extends Error {
  public override readonly name = "Unwritable";
}

/** A text of Terraform's JSON as HCL writes it. @throws Unwritable where HCL cannot say the same */
export function templateText(text: string): string {
  if (text.startsWith("\ufeff")) {
    throw new Unwritable("it begins with U+FEFF, which Terraform ignores in JSON, but not in HCL; remove the letter");
  }
  const template = parsed(readTemplate(text), faultInTemplate);
  const whole = wholeSequence(template);
  // One interpolation and nothing else keeps its type, so it becomes a bare expression.
  return whole === undefined ? quotedTemplate(stripped(template)) : tokensText(whole.tokens);
}

/**
 * The same where a value may have several lines: a long expression is broken, and a text of several lines is a heredoc.
 * @throws Unwritable where HCL cannot say the same
 */
export function templateLines(text: string): string[] {
  const template = parsed(readTemplate(text), faultInTemplate);
  const whole = wholeSequence(template);
  if (whole !== undefined) {
    return expressionLines(writtenTokens(whole.tokens));
  }
  const lines = text.includes("\n") ? heredocLines(stripped(template), sequenceText) : undefined;
  return lines ?? [templateText(text)];
}

/** An expression by itself, on one line. @throws Unwritable where it cannot be read */
export function expressionText(expression: string): string {
  return tokensText(parsed(readExpression(expression), faultInExpression));
}

function parsed<T>(read: T, faultIn: (read: T) => string | undefined): T {
  const fault = faultIn(read);
  if (fault !== undefined) {
    throw new Unwritable(fault);
  }
  return read;
}

/** A template whose literal parts mean themselves, as a quoted string. Its value is a text, whatever it consists of. */
function quotedTemplate(template: Template): string {
  const whole = wholeSequence(template);
  return whole === undefined
    ? `"${partsText(template, escapeLetters)}"`
    : `"${sequenceText({ ...whole, stripsAfter: true })} "`;
}

function partsText(template: Template, literal: (text: string) => string): string {
  return template
    .map((part, index) => {
      const next = template[index + 1];
      // Stripping may bring a `$` next to `${`, where it would escape it.
      return part.kind === "literal" && next?.kind === "sequence" && part.text.endsWith(next.marker[0])
        ? `${literal(part.text.slice(0, -1))}\\u00${next.marker.charCodeAt(0).toString(16)}`
        : partText(part, literal);
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
  return withBareKeys(written);
}

function writtenToken(token: Exclude<Token, { kind: "newline" }>): SpacedToken {
  switch (token.kind) {
    case "string":
      return { kind: "string", text: `"${partsText(token.template, withVisibleLettersOfHcl)}"` };
    case "heredoc":
      return { kind: "string", text: heredocText(token) };
    case "fault":
      throw new Unwritable(token.why);
    default:
      return token;
  }
}

function heredocText({ isIndented, template }: Heredoc): string {
  const body = stripped(template);
  return quotedTemplate(isIndented ? unindented(body) : body);
}
