/** What pictures are made of. Lengths are in units of the picture. */
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

/** The mean width of a letter, as a part of the font's size. */
export const LETTER = 0.56;

export function at({ x, y }: Point): string {
  return `${x} ${y}`;
}

/** A path that leaves to the right and arrives from the left. */
export function curve({ from, to }: Line): string {
  const middle = (from.x + to.x) / 2;
  return `M${at(from)} C${middle} ${from.y} ${middle} ${to.y} ${at(to)}`;
}
