import type { SpacedToken } from "../token-spacing";

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

const OPENING = ["(", "[", "{"];
const CLOSING = [")", "]", "}"];

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

/** Whether the key of an object needs no quotes. */
export function isBareKey(name: string): boolean {
  return /^[A-Za-z_][-\w]*$/.test(name) && !KEYWORDS.includes(name);
}

const KEYWORDS = ["for", "if", "in", "null", "true", "false"];
