/** What `terraform fmt` looks at to decide where to put a space. */
export interface SpacedToken {
  readonly kind: "name" | "number" | "string" | "symbol";
  readonly text: string;
}

const OPENING = ["(", "[", "{"];
const CLOSING = [")", "]", "}"];
const OPERATORS = ["+", "*", "/", "%", "-", "==", "!=", ">", ">=", "<", "<=", "&&", "||", "!"];
const BEFORE_NEGATION = ["(", "{", "[", "=", ":", ",", "?", ...OPERATORS];

/** Joins tokens with the spaces that `terraform fmt` puts between them. `before` precedes the first one. */
export function spaced(tokens: readonly SpacedToken[], before?: SpacedToken): string {
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
