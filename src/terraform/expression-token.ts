/** A token of HCL's expressions. A quoted text is one token, with what is between its quotes formatted already. */
export interface Token {
  readonly kind: "name" | "number" | "text" | "symbol";
  readonly text: string;
}

const OPEN = ["(", "[", "{"];
const CLOSE = [")", "]", "}"];
const OPERATORS = ["+", "*", "/", "%", "-", "==", "!=", ">", ">=", "<", "<=", "&&", "||", "!"];
const BEFORE_NEGATION = ["(", "{", "[", "=", ":", ",", "?", ...OPERATORS];

/** Joins tokens with the spaces that `terraform fmt` puts between them, where `before` stands before the first one. */
export function join(tokens: readonly Token[], before?: Token): string {
  const spaced = (index: number) => index > 0 && isSpaced(tokens[index - 2] ?? before, tokens[index - 1], tokens[index]);
  return tokens.map(({ text }, index) => (spaced(index) ? " " : "") + text).join("");
}

function isSpaced(before: Token | undefined, left: Token, right: Token): boolean {
  if (left.kind === "name" && (right.text === "(" || right.text === "::")) {
    return false;
  }
  if (left.text === "::" || left.text === "." || right.text === "." || right.text === "," || right.text === "...") {
    return false;
  }
  if (left.text === ",") {
    return true;
  }
  // `in` before a list is the word of a for expression, not a name with an index.
  if (left.text === "in" && before?.kind === "name") {
    return true;
  }
  if (right.text === "[" && (left.kind === "name" || left.kind === "number" || CLOSE.includes(left.text))) {
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
  return !OPEN.includes(left.text) && !CLOSE.includes(right.text);
}
