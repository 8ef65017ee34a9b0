import { code, label, prose } from "../../shared/markdown";
import { type Access, originWords } from "../access/access";
import { accessRemark, accessSentence, allowedWords } from "../access/sentences";

/** More arrows than this are too much for one picture. Mermaid itself draws at most 500. */
const MOST_ARROWS = 40;

/** A way from pods or people to images: directly, or by a pull secret. */
interface Arrow {
  readonly from: string;
  readonly words: string;
  readonly to: string;
}

/** Who may pull what once the stack is applied: a Mermaid flowchart, and the same in sentences. Empty if nobody may. */
export function whoMayPull(access: readonly Access[]): string[] {
  if (access.length === 0) {
    return [];
  }
  return [chartOf(access), access.map(line).join("\n"), ...(isByInputs(access) ? [INPUTS] : [])];
}

const INPUTS = "`var.` marks the value of an input.";

function chartOf(access: readonly Access[]): string {
  const arrows = distinct(access.flatMap(arrowsOf));
  const shown = arrows.slice(0, MOST_ARROWS);
  const ids = new Map(
    [...new Set(shown.flatMap(({ from, to }) => [from, to]))].map((node, index) => [node, `n${index + 1}`]),
  );
  const chart = [
    "```mermaid",
    "flowchart LR",
    ...[...ids].map(([node, id]) => `  ${id}${node}`),
    ...shown.map(({ from, words, to }) => `  ${ids.get(from)} -->|"${words}"| ${ids.get(to)}`),
    "```",
  ].join("\n");
  const others = arrows.length - shown.length;
  return others === 0 ? chart : `${chart}\n\nThe picture leaves out ${others} more, which the list below has.`;
}

/** Nodes are told apart by how they are drawn, so that one of each kind has one place in the picture. */
function arrowsOf(access: Access): Arrow[] {
  const { who, registry, isScope, origin, secret } = access;
  const holder = `["${label(who)}"]`;
  const target = `[("${label(isScope ? registry : `registry ${registry}`)}")]`;
  const words = `${label(allowedWords(access))}<br>${label(originWords(origin))}`;
  if (secret === undefined) {
    return [{ from: holder, words, to: target }];
  }
  const document = `[/"secret ${label(secret)}"/]`;
  return [
    { from: holder, words: "read", to: document },
    { from: document, words, to: target },
  ];
}

function distinct(arrows: readonly Arrow[]): Arrow[] {
  return [...new Map(arrows.map((arrow) => [Object.values(arrow).join("\n"), arrow])).values()];
}

function line(access: Access): string {
  const sentence = accessSentence(access);
  const start = sentence.charAt(0).toUpperCase() + sentence.slice(1);
  return `- ${inputsAsCode(`${prose(start)}: ${prose(accessRemark(access))}`)} (${code(access.address)}).`;
}

function inputsAsCode(markdown: string): string {
  return markdown.replace(/\bvar\.[\w-]+/g, "`$&`");
}

function isByInputs(access: readonly Access[]): boolean {
  return access.some(({ who, registry, secret = "" }) => [who, registry, secret].some((name) => name.includes("var.")));
}
