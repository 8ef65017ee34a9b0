import { faultInExpression, faultInTemplate } from "../../stack/grammar";
import { withVisibleLetters, withVisibleLettersOfHcl } from "../../stack/json";
import {
  bracketChange,
  isSymbol,
  type Part,
  readExpression,
  readTemplate,
  type Sequence,
  type Template,
  type Token,
  type WrittenToken,
} from "../../stack/lexer";
import { escapeLetters, wholeSequence } from "../../stack/template";
import { type Argument, indent, isBareKey, layOut, MAXIMUM_WIDTH } from "./layout";

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
  const lines = text.includes("\n") ? heredocLines(stripped(template)) : undefined;
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

/** An expression that has been read, on one line. @throws Unwritable where it has a fault */
export function tokensText(tokens: readonly Token[]): string {
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
      throw new Unwritable(
        "HCL has no heredoc within an expression of one line; make it a quoted string, or a local value",
      );
    case "fault":
      throw new Unwritable(token.why);
    default:
      return token;
  }
}

/**
 * A template of several lines without its `~`. Terraform strips line by line there: no more than one line break, where
 * a quoted string loses all of them.
 */
function stripped(template: Template): Template {
  const hasMarks = template.some((part) => part.kind === "sequence" && (part.stripsBefore || part.stripsAfter));
  return hasMarks ? template.flatMap(inLines).flatMap(strippedPart) : template;
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
  // Not `trim`, which takes U+FEFF for a space, and U+0085 for none.
  const start =
    before?.kind === "sequence" && before.stripsAfter ? part.text.replace(/^\p{White_Space}+/u, "") : part.text;
  const text = after?.kind === "sequence" && after.stripsBefore ? withoutSpaceBehind(start) : start;
  return text === "" ? [] : [{ kind: "literal", text }];
}

function withoutSpaceBehind(text: string): string {
  let end = text.length;
  while (end > 0 && /\p{White_Space}/u.test(text[end - 1])) {
    end--;
  }
  return text.slice(0, end);
}

/** A template of several lines as a heredoc; undefined where its value would not be the same, or no easier to read. */
function heredocLines(template: Template): string[] | undefined {
  const last = template[template.length - 1];
  const isWritable = template.every((part, index) => isUnescaped(part, template[index + 1]));
  if (last?.kind !== "literal" || !isWritable) {
    return undefined;
  }
  const text = template.map((part) => partText(part, (letters) => letters)).join("");
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

/** Whether a part needs no escape sequence, which heredocs do not have. */
function isUnescaped(part: Part, next: Part | undefined): boolean {
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

/** What `terraform fmt` looks at to decide where to put a space. */
interface SpacedToken {
  readonly kind: "name" | "number" | "string" | "symbol";
  readonly text: string;
}

const OPENING = ["(", "[", "{"];
const CLOSING = [")", "]", "}"];
const OPERATORS = ["+", "*", "/", "%", "-", "==", "!=", ">", ">=", "<", "<=", "&&", "||", "!"];
const BEFORE_NEGATION = ["(", "{", "[", "=", ":", ",", "?", ...OPERATORS];

/** Joins tokens with the spaces that `terraform fmt` puts between them. `before` precedes the first one. */
function spaced(tokens: readonly SpacedToken[], before?: SpacedToken): string {
  let text = "";
  for (let index = 0; index < tokens.length; index++) {
    const needsSpace = index > 0 && isSpaced(tokens[index - 2] ?? before, tokens[index - 1], tokens[index]);
    text += (needsSpace ? " " : "") + tokens[index].text;
  }
  return text;
}

function isSpaced(before: SpacedToken | undefined, left: SpacedToken, right: SpacedToken): boolean {
  if (left.kind === "name" && (right.text === "(" || right.text === "::")) {
    return false;
  }
  if (left.text === "::" || left.text === "." || [".", ",", "..."].includes(right.text)) {
    return false;
  }
  if (left.text === ",") {
    return true;
  }
  // `in` before a list is the keyword of a for expression, not a name with an index.
  if (left.text === "in" && before?.kind === "name") {
    return true;
  }
  if (right.text === "[" && (left.kind === "name" || left.kind === "number" || CLOSING.includes(left.text))) {
    return false;
  }
  if (left.text === "!") {
    return false;
  }
  if (left.text === "-") {
    return before !== undefined && !(before.kind === "symbol" && BEFORE_NEGATION.includes(before.text));
  }
  if (left.text === "{" || right.text === "}") {
    return !(left.text === "{" && right.text === "}");
  }
  return !OPENING.includes(left.text) && !CLOSING.includes(right.text);
}

type Tokens = readonly SpacedToken[];

/** The lines of an expression: one if it is short, otherwise the longest call or collection in it is broken, and so on. */
function expressionLines(tokens: Tokens): string[] {
  const single = spaced(tokens);
  const [open, close] = single.length <= MAXIMUM_WIDTH ? [] : longestGroup(tokens);
  if (open === undefined) {
    return [single];
  }
  const content = tokens.slice(open + 1, close);
  const [first, last] = [spaced(tokens.slice(0, open + 1)), spaced(tokens.slice(close))];
  const bracket = tokens[open].text;
  const members = isFor(content) ? [content] : splitAt(content, (token) => isSymbol(token, ","));
  if (members.length === 1 && bracket !== "{" && !isFor(content)) {
    // The brackets stay beside those within, as in `jsonencode({`.
    const [start, ...rest] = expressionLines(content);
    const end = rest.pop();
    return end === undefined ? [single] : [first + start, ...rest, end + last];
  }
  const lines = bracket === "{" && !isFor(content) ? layOut(members.map(memberOf)) : listed(members, bracket);
  return [first, ...lines.map(indent), last];
}

/** The outermost brackets around most, by their positions. */
function longestGroup(tokens: Tokens): [open?: number, close?: number] {
  let longest: [open?: number, close?: number] = [];
  let [depth, open, length] = [0, 0, 1];
  tokens.forEach((token, index) => {
    const change = bracketChange(token);
    open = change > 0 && depth === 0 ? index : open;
    depth += change;
    const width = change < 0 && depth === 0 ? spaced(tokens.slice(open + 1, index)).length : 0;
    if (width > length) {
      longest = [open, index];
      length = width;
    }
  });
  return longest;
}

function isFor([first]: Tokens): boolean {
  return first?.kind === "name" && first.text === "for";
}

/** The tokens between separators that are in no bracket. */
export function splitAt<T extends WrittenToken>(tokens: readonly T[], isSeparator: (token: T) => boolean): T[][] {
  const parts: T[][] = [[]];
  let depth = 0;
  for (const token of tokens) {
    depth += bracketChange(token);
    if (depth === 0 && isSeparator(token)) {
      parts.push([]);
    } else {
      parts[parts.length - 1].push(token);
    }
  }
  return parts;
}

function memberOf(member: Tokens): Argument {
  // HCL takes a colon, too. `withBareKeys` leaves one after a key in parentheses.
  const parts = splitAt(member, (token) => isSymbol(token, "="));
  const [key] = parts.length > 1 ? parts : splitAt(member, (token) => isSymbol(token, ":"));
  return { name: spaced(key), value: expressionLines(member.slice(key.length + 1)) };
}

/** Each member below the one before, with a comma between them; in a list after the last one too. */
function listed(members: readonly Tokens[], bracket: string): string[] {
  const isClosed = bracket === "[" && !members.some(isFor);
  return members.flatMap((member, index) => {
    const lines = expressionLines(member);
    const comma = index < members.length - 1 || isClosed ? "," : "";
    return [...lines.slice(0, -1), `${lines[lines.length - 1]}${comma}`];
  });
}

/** The tokens of an expression with the keys of its objects as people write them: `name = …` instead of `"name" : …`. */
function withBareKeys(tokens: readonly SpacedToken[]): SpacedToken[] {
  const isObject: boolean[] = [];
  return tokens.map((token, index) => {
    const [before, after] = [tokens[index - 1], tokens[index + 1]];
    if (OPENING.includes(token.text)) {
      isObject.push(token.text === "{" && after?.text !== "for");
    } else if (CLOSING.includes(token.text)) {
      isObject.pop();
    }
    const isInObject = isObject[isObject.length - 1] === true;
    if (isInObject && startsMember(before) && token.kind === "string" && endsKey(after)) {
      return bareKey(token);
    }
    return isInObject && token.text === ":" && startsMember(tokens[index - 2]) ? { kind: "symbol", text: "=" } : token;
  });
}

function startsMember(before: SpacedToken | undefined): boolean {
  return isSymbol(before, "{") || isSymbol(before, ",");
}

function endsKey(after: SpacedToken | undefined): boolean {
  return isSymbol(after, "=") || isSymbol(after, ":");
}

function bareKey(token: SpacedToken): SpacedToken {
  const name = token.text.slice(1, -1);
  return isBareKey(name) ? { kind: "name", text: name } : token;
}
