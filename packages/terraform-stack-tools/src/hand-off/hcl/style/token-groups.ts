import type { SpacedToken } from "../token-spacing";

export type Tokens = readonly SpacedToken[];

/** A bracket and the one that closes it, by their positions. */
export interface Group {
  readonly open: number;
  readonly close: number;
}

/** The outermost brackets of an expression that can be broken: calls, collections and parentheses, but no indexes. */
export function groupsIn(tokens: Tokens): Group[] {
  const groups: Group[] = [];
  let depth = 0;
  let open = 0;
  tokens.forEach((token, index) => {
    const change = bracketChange(token);
    if (change > 0 && depth === 0) {
      open = index;
    }
    depth += change;
    if (change < 0 && depth === 0 && !isIndex(tokens, open)) {
      groups.push({ open, close: index });
    }
  });
  return groups;
}

function isIndex(tokens: Tokens, open: number): boolean {
  const [token, before] = [tokens[open], tokens[open - 1]];
  return (
    token.text === "[" &&
    before !== undefined &&
    before.text !== "in" &&
    (before.kind !== "symbol" || isClosing(before))
  );
}

/** The tokens between symbols that are in no bracket. */
export function splitAt(tokens: Tokens, symbol: string): Tokens[] {
  const parts: SpacedToken[][] = [[]];
  let depth = 0;
  for (const token of tokens) {
    depth += bracketChange(token);
    if (depth === 0 && token.kind !== "string" && token.text === symbol) {
      parts.push([]);
    } else {
      parts[parts.length - 1].push(token);
    }
  }
  return parts;
}

function bracketChange(token: SpacedToken): number {
  if (token.kind !== "symbol") {
    return 0;
  }
  return isClosing(token) ? -1 : Number(["(", "[", "{"].includes(token.text));
}

function isClosing({ kind, text }: SpacedToken): boolean {
  return kind === "symbol" && [")", "]", "}"].includes(text);
}
