import { code, label, prose } from "../../shared/markdown";
import { type Access, originWords } from "../access/access";
import { accessRemark, accessSentence, allowedWords } from "../access/sentences";

/** More of them make no picture: Mermaid itself draws at most 500. */
const MAXIMUM_ARROWS = 40;

/** Who, a secret or a registry, in the order in which they are drawn. */
const NODES = ["w", "s", "r"] as const;

interface Node {
  readonly kind: (typeof NODES)[number];
  readonly name: string;
}

const SHAPES: Readonly<Record<Node["kind"], (label: string) => string>> = {
  w: (words) => `["${words}"]`,
  s: (words) => `[/"${words}"/]`,
  r: (words) => `[("${words}")]`,
};

interface Arrow {
  readonly from: Node;
  readonly to: Node;
  /** Escaped. */
  readonly words: string;
}

/** Who may pull what once the stack is applied: a Mermaid flowchart, and the same in sentences. Empty if nobody may. */
export function whoMayPull(access: readonly Access[]): string[] {
  if (access.length === 0) {
    return [];
  }
  const arrows = new Map(access.flatMap(arrowsOf).map((arrow) => [JSON.stringify(arrow), arrow]));
  const chart = ["```mermaid", ...flowchart([...arrows.values()]), "```"].join("\n");
  const isByInputs = access.some(({ who, registry, secret = "" }) =>
    [who, registry, secret].some((name) => name.includes("var.")),
  );
  return [chart, access.map(line).join("\n"), ...(isByInputs ? ["`var.` marks the value of an input."] : [])];
}

function flowchart(arrows: readonly Arrow[]): string[] {
  const shown = arrows.slice(0, MAXIMUM_ARROWS);
  const nodes = shown.flatMap(({ from, to }) => [from, to]);
  const ids = new Map<string, string>();
  const lines = NODES.flatMap((kind) => {
    const names = [...new Set(nodes.filter((one) => one.kind === kind).map(({ name }) => name))];
    return names.map((name, index) => {
      ids.set(`${kind} ${name}`, `${kind}${index + 1}`);
      return `  ${kind}${index + 1}${SHAPES[kind](label(name))}`;
    });
  });
  const idOf = ({ kind, name }: Node) => ids.get(`${kind} ${name}`);
  return [
    "flowchart LR",
    ...lines,
    ...shown.map(({ from, to, words }) => `  ${idOf(from)} -->|"${words}"| ${idOf(to)}`),
    ...(arrows.length > shown.length ? [`  more["${arrows.length - shown.length} more"]`] : []),
  ];
}

/** From pods or people to images: directly, or by a pull secret. */
function arrowsOf(access: Access): Arrow[] {
  const { who, registry, isScope, origin, secret } = access;
  const from: Node = { kind: "w", name: who };
  const to: Node = { kind: "r", name: isScope ? registry : `registry ${registry}` };
  const words = `${label(allowedWords(access))}<br>${label(originWords(origin))}`;
  if (secret === undefined) {
    return [{ from, to, words }];
  }
  const document: Node = { kind: "s", name: `secret ${secret}` };
  return [
    { from, to: document, words: "read" },
    { from: document, to, words },
  ];
}

function line(access: Access): string {
  const sentence = accessSentence(access);
  const start = sentence.charAt(0).toUpperCase() + sentence.slice(1);
  return `- ${inputsAsCode(`${prose(start)}: ${prose(accessRemark(access))}`)} (${code(access.address)}).`;
}

/** A text of Markdown in which the inputs that it names are code. */
export function inputsAsCode(markdown: string): string {
  return markdown.replace(/\bvar\.[\w-]+/g, "`$&`");
}
