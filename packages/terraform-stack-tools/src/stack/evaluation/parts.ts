import { isSymbol, type Token } from "../expression/token";

/** What commas, or line breaks in an object, separate between two brackets. */
export function partsOf(tokens: readonly Token[]): (readonly Token[])[] {
  const parts: Token[][] = [[]];
  let depth = 0;
  for (const token of tokens) {
    if (token.kind === "symbol") {
      depth += Number(/^[([{]$/.test(token.text)) - Number(/^[)\]}]$/.test(token.text));
    }
    if (depth === 0 && (isSymbol(token, ",") || token.kind === "newline")) {
      parts.push([]);
    } else {
      parts[parts.length - 1].push(token);
    }
  }
  return parts.filter((part) => part.length > 0);
}
