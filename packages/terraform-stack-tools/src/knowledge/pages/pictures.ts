import { at, type Box, curve, type Mark, SIGNS, type Tone } from "../../shared/document";
import { code, escapedHtml, label, prose } from "../../shared/words";
import { type Access, originWords } from "../access/access";
import type { AccessChanges } from "../access/changes";
import { accessRemark, accessSentence, allowedWords } from "../access/sentences";

/** A line of a picture: somebody may do something in a registry. */
interface Edge extends Mark {
  readonly who: string;
  readonly registry: string;
  readonly allowed: string;
}

/** More of them make no picture. */
const MAXIMUM_EDGES = 40;

/** An access and what becomes of it. */
export interface Line {
  readonly access: Access;
  readonly change: Mark;
}

export function marked(access: Access, mark: string, tone: Tone): Line {
  return { access, change: { mark, tone } };
}

/** What changes, with a word for it. @param isNew whether there was no stack before */
export function changedLines({ gained, opaque, lost }: AccessChanges, isNew = false): Line[] {
  return [
    ...gained.map((line) => marked(line, line.change ?? (isNew ? "new" : "gained"), "granted")),
    ...opaque.map((line) => marked(line, isNew ? "new, unclear" : "unclear", "unclear")),
    ...lost.map((line) => marked(line, line.change ?? "lost", "removed")),
  ];
}

/** What changes first. What is the same in a picture is there once. */
export function edgesOf(changes: AccessChanges): Edge[] {
  const kept = changes.kept.map((line) => marked(line, "unchanged", "kept"));
  const edges = [...changedLines(changes), ...kept].map(({ access, change }) => ({
    who: access.who,
    registry: access.registry,
    allowed: allowedWords(access),
    ...change,
  }));
  return [...new Map(edges.map((one) => [JSON.stringify(one), one])).values()];
}

const SIZE = 14;
/** Of bold letters and digits, the widest that names have. */
const WIDTH = SIZE * 0.7;
const LINE = 19;
const PADDING = 10;
const GAP = 14;
/** Between the cards and the registries, for the arrows. */
const WAY = 70;
const NARROWEST = { holder: 270, registry: 136 };

interface Card extends Box {
  readonly title: readonly string[];
  readonly rows: readonly Row[];
}

interface Row extends Edge {
  readonly lines: readonly string[];
  /** The middle of its lines. */
  readonly y: number;
}

/**
 * Who may do what in which registry, as an SVG element: a card for each of those who may, with a row for each thing that
 * they may, from which an arrow leads to the registry. Its classes get their colors from the page.
 */
export function drawn(edges: readonly Edge[]): string {
  const shown = edges.slice(0, MAXIMUM_EDGES);
  const names = [...new Set(shown.map(({ registry }) => registry))];
  const holder = widthFor(
    shown.flatMap((edge) => [edge.who, words(edge)]),
    NARROWEST.holder,
  );
  const registry = widthFor(names, NARROWEST.registry);
  const cards = cardsOf(shown, holder);
  const heights = names.map((name) => wrapped(name, registry).length * LINE + LINE + 2 * PADDING);
  const cardsHeight = endOf(cards);
  const registriesHeight = heights.reduce((sum, height) => sum + height + GAP, -GAP);
  const height = Math.max(cardsHeight, registriesHeight);
  const tops = heights.map((_, index) => heights.slice(0, index).reduce((sum, one) => sum + one + GAP, 0));
  const boxes = names.map((name, index) => ({
    name,
    x: holder + WAY,
    y: (height - registriesHeight) / 2 + tops[index],
    width: registry,
    height: heights[index],
  }));
  const left = edges.length - shown.length;
  const width = holder + WAY + registry;
  return [
    `<svg viewBox="-2 -2 ${width + 4} ${height + 4 + (left > 0 ? LINE + GAP : 0)}" width="${width + 4}" role="img" class="picture">`,
    `<title>${escapedHtml(described(edges))}</title>`,
    ...cards.flatMap(card),
    ...boxes.flatMap((box) => [
      `<rect x="${box.x}" y="${box.y}" width="${box.width}" height="${box.height}" rx="8" class="target"/>`,
      text(box.x + PADDING, box.y + PADDING + LINE - 5, "registry", "muted"),
      ...wrapped(box.name, registry).map((line, index) =>
        text(box.x + PADDING, box.y + PADDING + (index + 2) * LINE - 5, line, "name"),
      ),
    ]),
    ...cards.flatMap(({ rows, width: end }) =>
      rows.map(({ y, tone, registry: name }) => {
        const box = boxes[names.indexOf(name)];
        const to = { x: box.x, y: box.y + box.height / 2 };
        const path = curve({ from: { x: end, y }, to: { x: to.x - 7, y: to.y } });
        const head = `M${at(to)} L${to.x - 8} ${to.y - 4} L${to.x - 8} ${to.y + 4}z`;
        return `<path d="${path}" class="way ${tone}"/><path d="${head}" class="head ${tone}"/>`;
      }),
    ),
    ...(left > 0 ? [text(0, height + GAP + LINE / 2, `${left} more are in the tables.`, "muted")] : []),
    "</svg>",
  ].join("\n");
}

function cardsOf(edges: readonly Edge[], width: number): Card[] {
  const cards: Card[] = [];
  for (const who of new Set(edges.map((edge) => edge.who))) {
    const top = endOf(cards) + (cards.length > 0 ? GAP : 0);
    const title = wrapped(who, width);
    let next = top + PADDING + title.length * LINE;
    const rows = edges
      .filter((edge) => edge.who === who)
      .map((edge): Row => {
        const lines = wrapped(words(edge), width);
        const y = next + (lines.length * LINE) / 2;
        next += lines.length * LINE;
        return { ...edge, lines, y };
      });
    cards.push({ x: 0, y: top, width, height: next + PADDING - top, title, rows });
  }
  return cards;
}

function endOf(cards: readonly Card[]): number {
  const last = cards.at(-1);
  return last === undefined ? 0 : last.y + last.height;
}

function card({ x, y, width, height, title, rows }: Card): string[] {
  return [
    `<rect x="${x}" y="${y}" width="${width}" height="${height}" rx="8" class="card"/>`,
    ...title.map((line, index) => text(x + PADDING, y + PADDING + (index + 1) * LINE - 5, line, "name")),
    ...rows.flatMap(({ lines, tone, y: middle }) =>
      lines.map((line, index) =>
        text(x + PADDING, middle - (lines.length * LINE) / 2 + (index + 1) * LINE - 5, line, tone),
      ),
    ),
  ];
}

function text(x: number, y: number, words: string, kind: string): string {
  return `<text x="${x}" y="${y}" font-size="${SIZE}" class="${kind}">${escapedHtml(words)}</text>`;
}

/** As wide as the longest word, which is a name and must stay whole. */
function widthFor(texts: readonly string[], least: number): number {
  const longest = Math.max(0, ...texts.flatMap((one) => one.split(" ").map((word) => word.length)));
  return Math.max(least, Math.ceil(longest * WIDTH) + 2 * PADDING);
}

function wrapped(words: string, width: number): string[] {
  const most = Math.floor((width - 2 * PADDING) / WIDTH);
  const lines: string[] = [];
  for (const word of words.split(" ")) {
    const line = lines.at(-1);
    if (line !== undefined && line.length + 1 + word.length <= most) {
      lines[lines.length - 1] = `${line} ${word}`;
    } else {
      lines.push(word);
    }
  }
  return lines;
}

/** The picture in sentences, for people who do not see it. */
function described(edges: readonly Edge[]): string {
  return edges
    .map(({ who, tone, mark, allowed, registry }) => `${SIGNS[tone]} ${mark}: ${who}: ${allowed} in ${registry}.`)
    .join(" ");
}

/** A node of a flowchart: who, a secret or a registry, in the order in which they are drawn. */
interface Node {
  readonly kind: (typeof NODES)[number];
  readonly name: string;
}

const NODES = ["w", "s", "r"] as const;

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
  readonly tone: Tone;
}

/** Thick for what is new, dotted for what ends; colors are legible on light and on dark. */
const STYLES: Readonly<Record<Tone, { readonly arrow: string; readonly color?: string }>> = {
  added: { arrow: "==>", color: "#2da44e" },
  unclear: { arrow: "==>", color: "#bf8700" },
  granted: { arrow: "==>", color: "#bc4c00" },
  removed: { arrow: "-.->", color: "#cf222e" },
  replaced: { arrow: "-->" },
  changed: { arrow: "-->" },
  kept: { arrow: "-->" },
};

/** A Mermaid flowchart, of which Mermaid itself draws at most 500 arrows. */
function chartOf(arrows: readonly Arrow[]): string[] {
  const shown = arrows.slice(0, MAXIMUM_EDGES);
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
    ...shown.map(({ from, to, words: text, tone }) => `  ${idOf(from)} ${STYLES[tone].arrow}|"${text}"| ${idOf(to)}`),
    ...(arrows.length > shown.length ? [`  more["${arrows.length - shown.length} more"]`] : []),
    ...shown.flatMap(({ tone }, index) => {
      const { color } = STYLES[tone];
      return color === undefined ? [] : [`  linkStyle ${index} stroke:${color}`];
    }),
  ];
}

/** Who may do what in which registry after a change. */
export function flowchart(edges: readonly Edge[]): string[] {
  return chartOf(
    edges.map((edge) => ({
      from: { kind: "w", name: edge.who },
      to: { kind: "r", name: edge.registry },
      words: label(words(edge)),
      tone: edge.tone,
    })),
  );
}

/** Such as `+ gained: pull everything`. */
function words({ tone, mark, allowed }: Edge): string {
  return `${SIGNS[tone]} ${mark}: ${allowed}`;
}

/** Who may pull what once the stack is applied: a Mermaid flowchart, and the same in sentences. Empty if nobody may. */
export function whoMayPull(access: readonly Access[]): string[] {
  if (access.length === 0) {
    return [];
  }
  const arrows = new Map(access.flatMap(arrowsOf).map((arrow) => [JSON.stringify(arrow), arrow]));
  const chart = ["```mermaid", ...chartOf([...arrows.values()]), "```"].join("\n");
  const isByInputs = access.some(({ who, registry, secret = "" }) =>
    [who, registry, secret].some((name) => name.includes("var.")),
  );
  return [chart, access.map(line).join("\n"), ...(isByInputs ? ["`var.` marks the value of an input."] : [])];
}

/** From pods or people to images: directly, or by a pull secret. */
function arrowsOf(access: Access): Arrow[] {
  const { who, registry, isScope, origin, secret } = access;
  const from: Node = { kind: "w", name: who };
  const to: Node = { kind: "r", name: isScope ? registry : `registry ${registry}` };
  const text = `${label(allowedWords(access))}<br>${label(originWords(origin))}`;
  if (secret === undefined) {
    return [{ from, to, words: text, tone: "kept" }];
  }
  const document: Node = { kind: "s", name: `secret ${secret}` };
  return [
    { from, to: document, words: "read", tone: "kept" },
    { from: document, to, words: text, tone: "kept" },
  ];
}

function line(access: Access): string {
  const sentence = accessSentence(access);
  const start = sentence.charAt(0).toUpperCase() + sentence.slice(1);
  return `- ${inputsAsCode(`${prose(start)}: ${prose(accessRemark(access))}`)} (${code(access.address)}).`;
}

function inputsAsCode(markdown: string): string {
  return markdown.replace(/\bvar\.[\w-]+/g, "`$&`");
}
