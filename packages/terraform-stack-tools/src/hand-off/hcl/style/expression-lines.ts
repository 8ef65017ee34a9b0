import { type Argument, indent, layOut, MAXIMUM_WIDTH } from "../layout";
import { type SpacedToken, spaced } from "../token-spacing";

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
