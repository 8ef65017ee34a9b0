import { at, type Box, curve, SIGNS } from "../../shared/document";
import { escapedHtml } from "../../shared/markdown";
import { type Edge, MAXIMUM_EDGES } from "./edges";
import { words } from "./flowchart";

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
