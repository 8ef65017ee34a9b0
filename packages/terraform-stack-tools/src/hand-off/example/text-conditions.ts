import { isSymbol, readTemplate, type Token } from "../../stack/lexer";
import { stringOf, wholeSequence } from "../../stack/template";

/** What the validation of a variable asks of a text in its value. */
export interface TextCondition {
  /** The attribute with the text, such as `id` for `grant.id`; empty for the variable itself and for its elements. */
  readonly attribute: string;
  readonly accepts: (text: string) => boolean;
  /** The texts that it accepts, where it lists them. */
  readonly allowed: readonly string[];
}

/** Reads every `regex("…", subject)` and `contains(["…"], subject)` in a condition. */
export function textConditionsIn(condition: string): TextCondition[] {
  const tokens = tokensOf(condition);
  return tokens.flatMap((token, index) => {
    const isCall = isSymbol(tokens[index + 1], "(");
    return (isCall ? textConditionOf(plainToken(token), tokens.slice(index + 2)) : undefined) ?? [];
  });
}

/** Whether every example value meets a condition: none is empty, and collections have one element. */
export function isAlwaysMet(condition: string, variable: string): boolean {
  const text = tokensOf(condition).map(plainToken).join(" ");
  const subject = `var . ${variable}`;
  const length = `length ( ${subject} )`;
  const isDistinct = text.startsWith("length ( distinct (") && text.endsWith(`) ) == ${length}`);
  return isDistinct || [`${length} > 0`, `${subject} != ""`, `${subject} != null`].includes(text);
}

function textConditionOf(functionName: string, rest: readonly Token[]): TextCondition | undefined {
  switch (functionName) {
    case "regex":
      return patternCondition(rest);
    case "contains":
      return listCondition(rest);
    default:
      return undefined;
  }
}

function patternCondition([pattern, comma, ...rest]: readonly Token[]): TextCondition | undefined {
  const expression = pattern?.kind === "string" ? compiled(stringOf(pattern.template)) : undefined;
  const attribute = isSymbol(comma, ",") ? attributeIn(rest) : undefined;
  if (expression === undefined || attribute === undefined) {
    return undefined;
  }
  return { attribute, accepts: (text) => expression.test(text), allowed: [] };
}

function listCondition(rest: readonly Token[]): TextCondition | undefined {
  const end = rest.findIndex((token) => isSymbol(token, "]"));
  if (!isSymbol(rest[0], "[") || !isSymbol(rest[end + 1], ",")) {
    return undefined;
  }
  const allowed = rest
    .slice(1, end)
    .flatMap((token) => (token.kind === "string" ? (stringOf(token.template) ?? []) : []));
  const attribute = attributeIn(rest.slice(end + 2));
  return attribute === undefined ? undefined : { attribute, accepts: (text) => allowed.includes(text), allowed };
}

/** The attribute that the last argument of a call names: `id` in `grant.id)`, nothing in `name)` and `var.name)`. */
function attributeIn(rest: readonly Token[]): string | undefined {
  const subject = rest.slice(
    0,
    rest.findIndex((token) => isSymbol(token, ")")),
  );
  if (subject.length === 0 || !subject.every((token) => token.kind === "name" || isSymbol(token, "."))) {
    return undefined;
  }
  const names = subject.filter(({ kind }) => kind === "name").map(plainToken);
  const attributes = names.slice(names[0] === "var" ? 2 : 1);
  return attributes[attributes.length - 1] ?? "";
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

function plainToken(token: Token): string {
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
