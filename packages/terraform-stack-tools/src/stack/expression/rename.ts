import { readTemplate } from "./lexer";
import { isTemplate } from "./template";
import { isSymbol, type Name, type Template, type Token } from "./token";

/**
 * A text whose references to some blocks name something else.
 * @param names by the block's address, such as `ephemeral.vault_secret.one`: the expression that takes its place
 */
export function renameBlocks(text: string, names: ReadonlyMap<string, string>): string {
  const places = isTemplate(text) ? placesIn(readTemplate(text), names) : [];
  const parts: string[] = [];
  let position = 0;
  for (const { start, end, name } of places) {
    parts.push(text.slice(position, start), name);
    position = end;
  }
  return [...parts, text.slice(position)].join("");
}

interface Place {
  readonly start: number;
  readonly end: number;
  readonly name: string;
}

function placesIn(template: Template, names: ReadonlyMap<string, string>): Place[] {
  return template.flatMap((part) => (part.kind === "sequence" ? placesAmong(part.tokens, names) : []));
}

function placesAmong(tokens: readonly Token[], names: ReadonlyMap<string, string>): Place[] {
  return tokens.flatMap((token, index) => {
    if (token.kind === "string" || token.kind === "heredoc") {
      return placesIn(token.template, names);
    }
    return token.kind === "name" && !isSymbol(tokens[index - 1], ".") ? placesAt(tokens, index, names) : [];
  });
}

/** The place of a reference that begins at a position and names one of the blocks. */
function placesAt(tokens: readonly Token[], index: number, names: ReadonlyMap<string, string>): Place[] {
  const chain = dottedNames(tokens, index);
  return chain.flatMap((last, length) => {
    const address = chain.slice(0, length + 1).map(({ text }) => text);
    const name = names.get(address.join("."));
    return name === undefined ? [] : [{ start: chain[0].start, end: last.start + last.text.length, name }];
  });
}

/** The names from a position on that dots join, no more than an address has. */
function dottedNames(tokens: readonly Token[], start: number): Name[] {
  const names: Name[] = [];
  for (let index = start; names.length < LONGEST_ADDRESS; index += 2) {
    const token = tokens[index];
    if (token?.kind !== "name") {
      break;
    }
    names.push(token);
    if (!isSymbol(tokens[index + 1], ".")) {
      break;
    }
  }
  return names;
}

/** `ephemeral.type.name`. */
const LONGEST_ADDRESS = 3;
