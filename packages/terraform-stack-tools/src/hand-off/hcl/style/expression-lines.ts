import { type Argument, indent, layOut, MAXIMUM_WIDTH } from "../layout";
import { spaced } from "../token-spacing";
import { type Group, groupsIn, splitAt, type Tokens } from "./token-groups";

/** The lines of an expression: one if it is short, otherwise broken where people break it. */
export function expressionLines(tokens: Tokens): string[] {
  return linesOf(tokens, false);
}

/** @param isBracketed whether it is in brackets of its own, where line breaks mean nothing */
function linesOf(tokens: Tokens, isBracketed: boolean): string[] {
  const single = spaced(tokens);
  if (single.length <= MAXIMUM_WIDTH) {
    return [single];
  }
  const operands = atOperators(tokens);
  if (operands === undefined) {
    return atBrackets(tokens) ?? [single];
  }
  return isBracketed ? operands : ["(", ...operands.map(indent), ")"];
}

function atOperators(tokens: Tokens): string[] | undefined {
  const [condition, ...choices] = splitAt(tokens, "?");
  if (choices.length > 0) {
    return atConditional(condition, tokens.slice(condition.length + 1));
  }
  const operator = ["||", "&&"].find((one) => splitAt(tokens, one).length > 1);
  if (operator === undefined) {
    return undefined;
  }
  const operands = splitAt(tokens, operator).map((operand) => linesOf(operand, false));
  return joined(operands, ` ${operator}`);
}

/** The first `:` belongs to the first `?`, unless the branch before it has a condition of its own. */
function atConditional(condition: Tokens, choices: Tokens): string[] | undefined {
  const [first, ...others] = splitAt(choices, ":");
  if (first.some(({ kind, text }) => kind === "symbol" && text === "?") || others.length === 0) {
    return undefined;
  }
  const [yes, ...moreYes] = linesOf(first, true);
  const [no, ...moreNo] = linesOf(choices.slice(first.length + 1), true);
  return [...linesOf(condition, true), `? ${yes}`, ...moreYes, `: ${no}`, ...moreNo];
}

/** Breaks the longest call or collection, whose brackets stay beside what is around them. */
function atBrackets(tokens: Tokens): string[] | undefined {
  const groups = groupsIn(tokens).map((group) => ({ ...group, length: spaced(inner(tokens, group)).length }));
  const longest = groups.sort((left, right) => right.length - left.length)[0];
  if (longest === undefined || longest.length === 0) {
    return undefined;
  }
  const [first, last] = [spaced(tokens.slice(0, longest.open + 1)), spaced(tokens.slice(longest.close))];
  const content = inner(tokens, longest);
  const bracket = tokens[longest.open].text;
  const nested = isNested(bracket, content) ? atBrackets(content) : undefined;
  return nested === undefined
    ? [first, ...contentLines(bracket, content).map(indent), last]
    : [first + nested[0], ...nested.slice(1, -1), nested[nested.length - 1] + last];
}

function inner(tokens: Tokens, { open, close }: Group): Tokens {
  return tokens.slice(open + 1, close);
}

/**
 * Whether brackets hold a call or collection after little else, as in `can(regex(…))`, so that both open and close on
 * the same lines.
 */
function isNested(bracket: string, content: Tokens): boolean {
  const [group, ...others] = groupsIn(content);
  if (group === undefined || others.length > 0 || group.close < content.length - 1 || isFor(content)) {
    return false;
  }
  const before = content.slice(0, group.open);
  const allowed = bracket === "(" ? ["::", ".", ","] : ["::", "."];
  const isPlain = bracket !== "{" && before.every(({ kind, text }) => kind !== "symbol" || allowed.includes(text));
  return isPlain && spaced(before).length <= MAXIMUM_PREFIX;
}

const MAXIMUM_PREFIX = 30;

function isFor([first]: Tokens): boolean {
  return first?.kind === "name" && first.text === "for";
}

function contentLines(bracket: string, content: Tokens): string[] {
  if (isFor(content)) {
    return forLines(content);
  }
  const members = splitAt(content, ",");
  switch (bracket) {
    case "{":
      return layOut(members.map(memberOf));
    case "[":
      return joined([...members.map((member) => linesOf(member, true)), []], ",");
    default:
      return joined(
        members.map((member) => linesOf(member, true)),
        ",",
      );
  }
}

function memberOf(member: Tokens): Argument {
  // HCL takes a colon, too. `withBareKeys` leaves one after a key in parentheses.
  const [key] = splitAt(member, splitAt(member, "=").length > 1 ? "=" : ":");
  return { name: spaced(key), value: linesOf(member.slice(key.length + 1), false) };
}

/** `for … in … :`, what it makes of each, and which ones it takes. */
function forLines(content: Tokens): string[] {
  const [head] = splitAt(content, ":");
  const rest = content.slice(head.length + 1);
  const [result] = splitAt(rest, "if");
  const condition = rest.slice(result.length);
  const [opening, each] = [`${spaced(head)} :`, linesOf(result, true)];
  const isShort = each.length === 1 && opening.length + each[0].length < MAXIMUM_WIDTH;
  return [
    ...(isShort ? [`${opening} ${each[0]}`] : [opening, ...each]),
    ...(condition.length > 0 ? linesOf(condition, true) : []),
  ];
}

/** The lines of several parts, with a separator at the end of each but the last. */
function joined(parts: readonly (readonly string[])[], separator: string): string[] {
  return parts.flatMap((lines, index) =>
    index < parts.length - 1 ? [...lines.slice(0, -1), lines[lines.length - 1] + separator] : lines,
  );
}
