import { type Call, callsInTemplate, membersAt } from "../../stack/grammar";
import { closingBracket, isSymbol, readExpression, readTemplate } from "../../stack/lexer";
import { isTemplate } from "../../stack/template";
import { type Draft, moved } from "./draft";
import { mapTexts } from "./texts";

/** The draft with expressions as people write them: maps as maps, and the length of a text that must not be empty. */
export function withPlainExpressions(draft: Draft): Draft {
  return moved(draft, mapTexts(draft.stack.sections, plainText), new Map());
}

/** A text with one call after the other written in plain words. */
export function plainText(text: string): string {
  if (!isTemplate(text) || !/\bzipmap\b|\bregex\b/.test(text)) {
    return text;
  }
  for (const call of callsInTemplate(readTemplate(text))) {
    const plain = plainCall(call, text);
    if (plain !== undefined) {
      return plainText(text.slice(0, call.start) + plain + text.slice(endOf(call) + 1));
    }
  }
  return text;
}

function plainCall(call: Call, text: string): string | undefined {
  const parts = call.arguments.map(([start, end]) => text.slice(start, end).trim());
  switch (call.name) {
    case "zipmap":
      return parts.length === 2 ? mapOf(parts[0], parts[1]) : undefined;
    case "can":
      return parts.length === 1 && isAlone(call, text) ? lengthOf(parts[0]) : undefined;
    default:
      return undefined;
  }
}

/** The offset of the closing bracket. */
function endOf({ arguments: all }: Call): number {
  return all[all.length - 1][1];
}

/** `zipmap([a, b], [c, d])` as `{ (a) = c, (b) = d }`. */
function mapOf(keys: string, values: string): string | undefined {
  const [names, members] = [elementsOf(keys), elementsOf(values)];
  if (names === undefined || members === undefined || names.length === 0 || names.length !== members.length) {
    return undefined;
  }
  const written = names.map((name, index) => `${/^"[^"$%\\]*"$/.test(name) ? name : `(${name})`} = ${members[index]}`);
  return `{ ${written.join(", ")} }`;
}

/** The texts of a list's elements; undefined for a list that an expression makes. */
function elementsOf(list: string): string[] | undefined {
  const tokens = readExpression(list);
  const [open, first] = tokens;
  const isMade = first?.kind === "name" && first.text === "for";
  if (!isSymbol(open, "[") || isMade || closingBracket(tokens, 0) !== tokens.length - 1) {
    return undefined;
  }
  const texts = membersAt(tokens, 0).map(([start, end]) => list.slice(start, end).trim());
  return texts[texts.length - 1] === "" ? texts.slice(0, -1) : texts;
}

/** `regex(".", x)`, which is an error where the text is empty, as `length(x) > 0`. */
function lengthOf(condition: string): string | undefined {
  const [call] = callsInTemplate(readTemplate(`\${${condition}}`));
  if (
    call?.name !== "regex" ||
    call.start !== 2 ||
    call.arguments.length !== 2 ||
    endOf(call) !== condition.length + 1
  ) {
    return undefined;
  }
  const [pattern, text] = call.arguments.map(([start, end]) => condition.slice(start - 2, end - 2).trim());
  return pattern === '"."' ? `length(${text}) > 0` : undefined;
}

/** Whether a comparison may stand in place of a call without parentheses. */
function isAlone(call: Call, text: string): boolean {
  const [before, after] = [text.slice(0, call.start), text.slice(endOf(call) + 1)];
  return /(^|\$\{|[([{,?=]|(?<!:):|&&|\|\||\bif)\s*$/.test(before) && /^\s*($|[)\]},?:]|&&|\|\|)/.test(after);
}
