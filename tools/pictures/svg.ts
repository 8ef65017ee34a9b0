import { type Box, type Layout, type Line, type Point, WIDTH } from "./layout";
import type { Theme } from "./theme";

const FONT = "-apple-system, 'Segoe UI', 'Noto Sans', Helvetica, Arial, sans-serif";
const NAME = 16;
const TITLE = 15;
const MARGIN = 2;

/** A picture as SVG, without scripts, fonts or links, so that it may be shown anywhere. */
export function svg(layout: Layout, theme: Theme, description: string): string {
  const width = WIDTH + 2 * MARGIN;
  const height = layout.height + 2 * MARGIN;
  const view = `viewBox="${-MARGIN} ${-MARGIN} ${width} ${height}" width="${width}" height="${height}"`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" ${view} role="img" font-family="${FONT}">`,
    `<title>${escaped(description)}</title>`,
    `<defs><marker id="arrow" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="7" markerHeight="7" orient="auto-start-reverse">` +
      `<path d="M0 0 10 5 0 10z" fill="${theme.line}"/></marker></defs>`,
    ...layout.clusters.flatMap((cluster) => [
      rectangle(cluster, theme.cluster, theme.line, `stroke-dasharray="5 4"`),
      line(cluster.x + 14, cluster.y + 24, `${cluster.title} ${cluster.name}`, cluster.width - 28, theme.text, true),
    ]),
    ...layout.arrows.map((arrow) => path(`M${at(arrow.from)} ${at(arrow.to)}`, theme)),
    ...layout.cards.flatMap((card) => [
      rectangle(card, theme.card, theme.line),
      ...twoLines(card, card.title, card.name, theme),
    ]),
    ...layout.pulls.map((pull) => path(curve(pull), theme)),
    ...layout.pulls.map((pull) => label(pull, theme)),
    ...layout.registries.flatMap((registry) => [
      rectangle(registry, theme.registry, theme.registryLine),
      ...twoLines(registry, "registry", registry.name, theme),
    ]),
    "</svg>",
    "",
  ].join("\n");
}

function rectangle({ x, y, width, height }: Box, fill: string, stroke: string, more = ""): string {
  return `<rect x="${x}" y="${y}" width="${width}" height="${height}" rx="8" fill="${fill}" stroke="${stroke}" ${more}/>`;
}

/** A title above a name, or the title alone, in the middle of a box. */
function twoLines(box: Box, title: string, name: string, theme: Theme): string[] {
  const x = box.x + box.width / 2;
  const y = box.y + box.height / 2;
  const room = box.width - 16;
  if (name === "") {
    return [centered(x, y + 6, title, NAME, room, theme.text)];
  }
  return [
    centered(x, y - 4, title, TITLE, room, theme.muted),
    centered(x, y + 16, name, NAME, room, theme.text, `font-weight="600"`),
  ];
}

function centered(x: number, y: number, text: string, size: number, room: number, fill: string, more = ""): string {
  return `<text x="${x}" y="${y}" font-size="${size}" fill="${fill}" text-anchor="middle" ${more}>${fitted(text, size, room)}</text>`;
}

function line(x: number, y: number, text: string, room: number, fill: string, bold: boolean): string {
  const weight = bold ? ` font-weight="600"` : "";
  return `<text x="${x}" y="${y}" font-size="${NAME}" fill="${fill}"${weight}>${fitted(text.trim(), NAME, room)}</text>`;
}

function path(d: string, theme: Theme): string {
  return `<path d="${d}" fill="none" stroke="${theme.line}" stroke-width="1.5" marker-end="url(#arrow)"/>`;
}

/** The role or the credentials, above the beginning of the arrow, where arrows to one registry are apart. */
function label({ from, to, by }: Line & { readonly by: string }, theme: Theme): string {
  const words = by.split(" ");
  const half = Math.ceil(words.length / 2);
  const lines = words.length < 2 ? [by] : [words.slice(0, half).join(" "), words.slice(half).join(" ")];
  const x = (from.x + to.x) / 2;
  const y = (from.y + to.y) / 2;
  return lines
    .map((text, index) => {
      const baseline = y + 5 + (index - (lines.length - 1) / 2) * 18;
      return `<text x="${x}" y="${baseline}" font-size="${TITLE}" fill="${theme.label}" ${halo(theme)}>${escaped(text)}</text>`;
    })
    .join("");
}

/** Keeps the arrow away from the letters of its label. */
function halo({ page }: Theme): string {
  return `text-anchor="middle" stroke="${page}" stroke-width="6" paint-order="stroke"`;
}

/** A text that fits into a width, shortened where it must be. */
function fitted(text: string, size: number, room: number): string {
  const most = Math.floor(room / (size * LETTER));
  const letters = [...text];
  return escaped(letters.length <= most ? text : `${letters.slice(0, most - 1).join("")}…`);
}

function escaped(text: string): string {
  return text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;").replace(/"/g, "&quot;");
}

/** The mean width of a letter, as a part of the font's size. */
const LETTER = 0.56;

function at({ x, y }: Point): string {
  return `${x} ${y}`;
}

/** A path that leaves to the right and arrives from the left. */
function curve({ from, to }: Line): string {
  const middle = (from.x + to.x) / 2;
  return `M${at(from)} C${middle} ${from.y} ${middle} ${to.y} ${at(to)}`;
}
