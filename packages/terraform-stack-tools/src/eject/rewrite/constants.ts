import { isList } from "../../stack/json";
import { isSymbol, readTemplate, type Template, type Token } from "../../stack/lexer";
import { escapedText, escapeLetters, isTemplate, quote, stringOf, wholeSequence } from "../../stack/template";
import { type Draft, mapTexts, moved } from "./draft";

/** The draft with what functions make of constants in place of their calls: a name is the same text everywhere. */
export function withConstants(draft: Draft): Draft {
  return moved(draft, mapTexts(draft.stack.sections, folded), new Map());
}

/** A template with the same value, without calls whose value is certain. */
export function folded(text: string): string {
  // Behind a carriage return of its own nothing is evaluated.
  if (!isTemplate(text) || text.includes("\r")) {
    return text;
  }
  const template = readTemplate(text);
  const { tokens = [] } = wholeSequence(template) ?? {};
  const whole = callAt(tokens, 0);
  if (whole?.next === tokens.length) {
    return escapedText(whole.value);
  }
  let position = 0;
  const parts = editsIn(template, text, escapedText).map((edit) => {
    const before = text.slice(position, edit.start);
    position = edit.end;
    return before + edit.text;
  });
  return parts.join("") + text.slice(position);
}

/** What takes the place of a part of a text. */
interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** @param letters how a template has a value without quotes; undefined for a heredoc, where it may look like the end */
function editsIn(template: Template, text: string, letters: ((value: string) => string) | undefined): Edit[] {
  return template.flatMap((part) => {
    if (part.kind !== "sequence") {
      return [];
    }
    const { tokens } = part;
    const call = letters === undefined ? undefined : callAt(tokens, 0);
    const { start, end } = call === undefined ? NOWHERE : placeOf(tokens, 0, call.next);
    const isWhole = call?.next === tokens.length && text.startsWith("${", start - 2) && text[end] === "}";
    return letters !== undefined && isWhole && isAlone(call.value)
      ? [{ start: start - 2, end: end + 1, text: letters(call.value) }]
      : editsAmong(tokens, text);
  });
}

const NOWHERE = { start: 0, end: 0 };

/** Whether letters mean the same beside any others: `~` takes space away, and `$` before a brace begins something. */
function isAlone(value: string): boolean {
  return value !== "" && value.trim() === value && !value.startsWith("{") && !/[$%]$/.test(value);
}

function editsAmong(tokens: readonly Token[], text: string): Edit[] {
  const edits: Edit[] = [];
  let index = 0;
  while (index < tokens.length) {
    const token = tokens[index];
    const call = isSymbol(tokens[index - 1], "::") ? undefined : callAt(tokens, index);
    if (call !== undefined) {
      edits.push({ ...placeOf(tokens, index, call.next), text: quote(call.value) });
    } else if (token.kind === "string") {
      edits.push(...editsIn(token.template, text, (value) => escapeLetters(escapedText(value))));
    } else if (token.kind === "heredoc") {
      edits.push(...editsIn(token.template, text, undefined));
    }
    index = call?.next ?? index + 1;
  }
  return edits;
}

/** From the first letter of a token to the bracket before another one. */
function placeOf(tokens: readonly Token[], first: number, next: number): { start: number; end: number } {
  return { start: tokens[first]?.start ?? 0, end: (tokens[next - 1]?.start ?? 0) + 1 };
}

type Constant = string | number | readonly Constant[];

/** A value, and the position of what follows it. */
interface Found<T> {
  readonly value: T;
  readonly next: number;
}

function constantAt(tokens: readonly Token[], index: number): Found<Constant> | undefined {
  const token = tokens[index];
  switch (token?.kind) {
    case "string": {
      const value = stringOf(token.template);
      return value === undefined || !CERTAIN.test(value) ? undefined : { value, next: index + 1 };
    }
    case "number":
      return /^(?:0|[1-9]\d{0,14})$/.test(token.text) ? { value: Number(token.text), next: index + 1 } : undefined;
    case "name":
      return callAt(tokens, index);
    default:
      return isSymbol(token, "[") ? membersAt(tokens, index, "]") : undefined;
  }
}

/** Letters that JavaScript and Go treat alike: none has another form, or another length in its other case. */
const CERTAIN = /^[\n\t -~]{0,10000}$/;

/** What is between brackets, where all of it is constant. */
function membersAt(tokens: readonly Token[], opening: number, closing: string): Found<Constant[]> | undefined {
  const value: Constant[] = [];
  let next = opening + 1;
  while (!isSymbol(tokens[next], closing)) {
    const member = constantAt(tokens, next);
    if (member === undefined) {
      return undefined;
    }
    value.push(member.value);
    next = member.next;
    if (isSymbol(tokens[next], ",")) {
      next++;
    } else if (!isSymbol(tokens[next], closing)) {
      return undefined;
    }
  }
  return { value, next: next + 1 };
}

function callAt(tokens: readonly Token[], index: number): Found<string> | undefined {
  const token = tokens[index];
  const call =
    token?.kind === "name" && isSymbol(tokens[index + 1], "(") ? membersAt(tokens, index + 1, ")") : undefined;
  const value = call && token?.kind === "name" ? resultOf(token.text, call.value) : undefined;
  return call === undefined || value === undefined || !CERTAIN.test(value) ? undefined : { value, next: call.next };
}

/** Of the functions that apps call with constants, those that do the same in every engine: tests ask them. */
function resultOf(name: string, values: readonly Constant[]): string | undefined {
  if (name === "join") {
    const [separator, ...lists] = values;
    const elements = lists.flatMap((list) => (isList(list) ? list : [[]]));
    return lists.length > 0 && isText(separator) && elements.every(isText)
      ? elements.join(String(separator))
      : undefined;
  }
  if (!values.every(isText)) {
    return undefined;
  }
  const [text, ...others] = values.map(String);
  switch (`${name}/${values.length}`) {
    case "lower/1":
      return text.toLowerCase();
    case "upper/1":
      return text.toUpperCase();
    case "trimspace/1":
      return text.trim();
    case "tostring/1":
      return text;
    case "replace/3":
      return replaced(text, others[0], others[1]);
    default:
      return name === "format" ? formatted(text, others) : undefined;
  }
}

function isText(value: Constant): value is string | number {
  return typeof value === "string" || typeof value === "number";
}

/** Between slashes is a regular expression. */
function replaced(text: string, searched: string, replacement: string): string | undefined {
  return searched === "" || /^\/.*\/$/s.test(searched) ? undefined : text.split(searched).join(replacement);
}

/** Undefined for anything but `%s` for each of the values. */
function formatted(pattern: string, values: readonly string[]): string | undefined {
  const parts = pattern.split("%s");
  const isPlain = parts.length === values.length + 1 && !parts.some((part) => part.includes("%"));
  return isPlain ? parts.map((part, index) => part + (values[index] ?? "")).join("") : undefined;
}
