import type { Cluster, PullGraph, Step, Way } from "./pull-graph";

export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface Box extends Point {
  readonly width: number;
  readonly height: number;
}

export interface Line {
  readonly from: Point;
  readonly to: Point;
}

/** A picture with positions. Lengths are in units of the picture, which is WIDTH wide. */
export interface Layout {
  readonly height: number;
  readonly clusters: readonly (Box & Pick<Cluster, "title" | "name">)[];
  readonly cards: readonly (Box & Step)[];
  /** From a card to the one below it. */
  readonly arrows: readonly Line[];
  readonly registries: readonly (Box & { readonly name: string })[];
  readonly pulls: readonly (Line & { readonly by: string })[];
}

/** Narrow enough that text is legible where the picture is 370 pixels wide, as in a README on a phone. */
export const WIDTH = 480;

const CLUSTER = { width: 208, title: 36, padding: 12, gap: 16 };
const CARD = { height: 44, gap: 18 };
const REGISTRY = { width: 156, height: 68, gap: 28 };

/** Clusters one below the other on the left, registries on the right. */
export function layoutOf({ clusters, registries }: PullGraph): Layout {
  const placed = place(clusters, heightOf, CLUSTER.gap);
  const clustersHeight = placed.height;
  const registriesHeight = registries.length * (REGISTRY.height + REGISTRY.gap) - REGISTRY.gap;
  const height = Math.max(clustersHeight, registriesHeight);
  const offset = (height - clustersHeight) / 2;
  const boxes = placed.tops.map((top, index) => ({
    x: 0,
    y: top + offset,
    width: CLUSTER.width,
    height: heightOf(clusters[index]),
    ...clusters[index],
  }));
  const registryBoxes = registries.map((name, index) => ({
    x: WIDTH - REGISTRY.width,
    y: (height - registriesHeight) / 2 + index * (REGISTRY.height + REGISTRY.gap),
    width: REGISTRY.width,
    height: REGISTRY.height,
    name,
  }));
  const ways = boxes.flatMap(waysIn);
  return {
    height,
    clusters: boxes,
    cards: ways.flatMap(({ cards }) => cards),
    arrows: ways.flatMap(({ cards }) => cards.slice(1).map((card, index) => down(cards[index], card))),
    registries: registryBoxes,
    pulls: ways.flatMap(({ cards, pulls }) =>
      pulls.map(({ registry, by }) => ({
        by,
        ...across(cards[cards.length - 1], registryBoxes[registries.indexOf(registry)]),
      })),
    ),
  };
}

interface PlacedWay extends Pick<Way, "pulls"> {
  readonly cards: readonly (Box & Step)[];
}

function waysIn(cluster: Box & Cluster): PlacedWay[] {
  const { tops } = place(cluster.ways, wayHeight, CARD.gap);
  return cluster.ways.map(({ steps, pulls }, index) => ({
    pulls,
    cards: steps.map((step, position) => ({
      x: cluster.x + CLUSTER.padding,
      y: cluster.y + CLUSTER.title + tops[index] + position * (CARD.height + CARD.gap),
      width: CLUSTER.width - 2 * CLUSTER.padding,
      height: CARD.height,
      ...step,
    })),
  }));
}

function heightOf({ ways }: Cluster): number {
  return CLUSTER.title + place(ways, wayHeight, CARD.gap).height + CLUSTER.padding;
}

function wayHeight({ steps }: Way): number {
  return steps.length * (CARD.height + CARD.gap) - CARD.gap;
}

/** Where each of several things begins, one below the other, and how high they are together. */
function place<Thing>(things: readonly Thing[], height: (thing: Thing) => number, gap: number) {
  const tops: number[] = [];
  let next = 0;
  for (const thing of things) {
    tops.push(next);
    next += height(thing) + gap;
  }
  return { tops, height: next - gap };
}

function down(from: Box, to: Box): Line {
  const x = from.x + from.width / 2;
  return { from: { x, y: from.y + from.height }, to: { x, y: to.y } };
}

function across(from: Box, to: Box): Line {
  return {
    from: { x: from.x + from.width, y: from.y + from.height / 2 },
    to: { x: to.x, y: to.y + to.height / 2 },
  };
}
