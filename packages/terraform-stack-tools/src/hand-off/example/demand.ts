import { readTemplate } from "../../stack/expression/lexer";
import { stringOf } from "../../stack/expression/quoted-string";
import { wholeSequence } from "../../stack/expression/template";
import { isSymbol, type Token } from "../../stack/expression/token";

/** What a validation demands of a text in the value of a variable. */
export interface Demand {
  /** The attribute with the text, such as `id` for `grant.id`; empty for the variable itself and for its elements. */
  readonly member: string;
  readonly accepts: (text: string) => boolean;
  /** Texts that it accepts, where it lists them. */
  readonly words: readonly string[];
}

/** Reads every `regex("…", subject)` and `contains(["…"], subject)` in a condition. */
export function demandsOf(condition: string): Demand[] {
  const tokens = tokensOf(condition);
  return tokens.flatMap((token, index) => {
    const demand = isSymbol(tokens[index + 1], "(") ? demandOf(textOf(token), tokens.slice(index + 2)) : undefined;
    return demand === undefined ? [] : [demand];
  });
}

/** Whether every example value meets a condition: none is empty, and collections have one element. */
export function isAlwaysMet(condition: string, variable: string): boolean {
  return emptinessOf(condition, variable) !== undefined || plainText(condition) === `var . ${variable} != null`;
}

/** What a condition refuses besides texts of another form: the empty value, or an element that is there twice. */
export function emptinessOf(condition: string, variable: string): "empty" | "repeated" | undefined {
  const text = plainText(condition);
  const subject = `var . ${variable}`;
  const length = `length ( ${subject} )`;
  if (text.startsWith("length ( distinct (") && text.endsWith(`) ) == ${length}`)) {
    return "repeated";
  }
  return [`${length} > 0`, `${subject} != ""`].includes(text) ? "empty" : undefined;
}

/** Whether a condition holds only if every demand in it is met. */
export function isConjunction(condition: string): boolean {
  return !tokensOf(condition).some((token) => ["!", "||", "?"].some((symbol) => isSymbol(token, symbol)));
}

function plainText(condition: string): string {
  return tokensOf(condition).map(textOf).join(" ");
}

function demandOf(name: string, rest: readonly Token[]): Demand | undefined {
  switch (name) {
    case "regex":
      return patternDemand(rest);
    case "contains":
      return listDemand(rest);
    default:
      return undefined;
  }
}

function patternDemand([pattern, comma, ...rest]: readonly Token[]): Demand | undefined {
  const expression = pattern?.kind === "string" ? compiled(stringOf(pattern.template)) : undefined;
  const member = isSymbol(comma, ",") ? memberIn(rest) : undefined;
  if (expression === undefined || member === undefined) {
    return undefined;
  }
  return { member, accepts: (text) => expression.test(text), words: [] };
}

function listDemand(rest: readonly Token[]): Demand | undefined {
  const end = rest.findIndex((token) => isSymbol(token, "]"));
  if (!isSymbol(rest[0], "[") || !isSymbol(rest[end + 1], ",")) {
    return undefined;
  }
  const words = rest.slice(1, end).flatMap((token) => {
    const word = token.kind === "string" ? stringOf(token.template) : undefined;
    return word === undefined ? [] : [word];
  });
  const member = memberIn(rest.slice(end + 2));
  return member === undefined ? undefined : { member, accepts: (text) => words.includes(text), words };
}

/** The member that the last argument of a call names: `id` in `grant.id)`, nothing in `name)` and `var.name)`. */
function memberIn(rest: readonly Token[]): string | undefined {
  const subject = rest.slice(
    0,
    rest.findIndex((token) => isSymbol(token, ")")),
  );
  if (subject.length === 0 || !subject.every((token) => token.kind === "name" || isSymbol(token, "."))) {
    return undefined;
  }
  const names = subject.filter(({ kind }) => kind === "name").map(textOf);
  const members = names.slice(names[0] === "var" ? 2 : 1);
  return members[members.length - 1] ?? "";
}

/** RE2 and JavaScript agree on the usual patterns. None can take long, because the texts to match are short. */
function compiled(pattern: string | undefined): RegExp | undefined {
  if (pattern === undefined) {
    return undefined;
  }
  try {
    return new RegExp(pattern, "u");
  } catch {
    return undefined;
  }
}

function tokensOf(condition: string): readonly Token[] {
  return wholeSequence(readTemplate(condition))?.tokens ?? [];
}

function textOf(token: Token): string {
  switch (token.kind) {
    case "name":
    case "number":
    case "symbol":
      return token.text;
    case "string":
      return JSON.stringify(stringOf(token.template) ?? null);
    default:
      return "";
  }
}
