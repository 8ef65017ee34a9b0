import { type Argument, indent, isBareKey, layOut, MAXIMUM_WIDTH } from "./layout";

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

type Tokens = readonly SpacedToken[];

/** The lines of an expression: one if it is short, otherwise the longest call or collection in it is broken, and so on. */
export function expressionLines(tokens: Tokens): string[] {
  const single = spaced(tokens);
  const [open, close] = single.length <= MAXIMUM_WIDTH ? [] : longestGroup(tokens);
  if (open === undefined) {
    return [single];
  }
  const content = tokens.slice(open + 1, close);
  const [first, last] = [spaced(tokens.slice(0, open + 1)), spaced(tokens.slice(close))];
  const bracket = tokens[open].text;
  const members = isFor(content) ? [content] : splitAt(content, ",");
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

/** The tokens between symbols that are in no bracket. */
function splitAt(tokens: Tokens, symbol: string): Tokens[] {
  const parts: SpacedToken[][] = [[]];
  let depth = 0;
  for (const token of tokens) {
    depth += bracketChange(token);
    if (depth === 0 && token.kind === "symbol" && token.text === symbol) {
      parts.push([]);
    } else {
      parts[parts.length - 1].push(token);
    }
  }
  return parts;
}

function bracketChange({ kind, text }: SpacedToken): number {
  if (kind !== "symbol") {
    return 0;
  }
  return Number(["(", "[", "{"].includes(text)) - Number([")", "]", "}"].includes(text));
}

function memberOf(member: Tokens): Argument {
  // HCL takes a colon, too. `withBareKeys` leaves one after a key in parentheses.
  const [key] = splitAt(member, splitAt(member, "=").length > 1 ? "=" : ":");
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
export function withBareKeys(tokens: readonly SpacedToken[]): SpacedToken[] {
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
  return before?.kind === "symbol" && ["{", ","].includes(before.text);
}

function endsKey(after: SpacedToken | undefined): boolean {
  return after?.kind === "symbol" && ["=", ":"].includes(after.text);
}

function bareKey(token: SpacedToken): SpacedToken {
  const name = token.text.slice(1, -1);
  return isBareKey(name) ? { kind: "name", text: name } : token;
}
