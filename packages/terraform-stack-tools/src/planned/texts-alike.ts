import { compare } from "../stack/json";

/** Texts that begin alike, each of which is found where it stands in another text. */
export class TextsAlike {
  private readonly all: string[] = [];
  private order?: InOrder;

  public add(text: string): void {
    this.all.push(text);
  }

  /** The longest that begins at a place. */
  public at(text: string, start: number): string | undefined {
    // Most are never looked for: nothing else begins like them.
    this.order ??= inOrder(this.all);
    const { texts, beginnings, longest } = this.order;
    const rest = text.slice(start, start + longest);
    // Whatever stands between it and the rest in order begins with it, too.
    let place = placeBefore(rest, texts);
    const alike = place < 0 ? 0 : lengthAlike(texts[place], rest);
    while (place >= 0 && texts[place].length > alike) {
      place = beginnings[place];
    }
    return texts[place];
  }
}

/** In order, one is found among thousands that begin alike, as connection strings do. */
interface InOrder {
  readonly texts: readonly string[];
  /** For each, the place of the longest other one that it begins with, or -1. */
  readonly beginnings: readonly number[];
  readonly longest: number;
}

function inOrder(all: readonly string[]): InOrder {
  const texts = [...all].sort(compare);
  return {
    texts,
    beginnings: beginningsIn(texts),
    longest: texts.reduce((longest, { length }) => Math.max(longest, length), 0),
  };
}

/** The place of the last one that is not after a text in order, or -1. */
function placeBefore(text: string, texts: readonly string[]): number {
  let [low, high] = [0, texts.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (texts[middle] <= text) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low - 1;
}

/** How many letters two texts begin with alike. */
function lengthAlike(one: string, other: string): number {
  let length = 0;
  while (length < one.length && one.charCodeAt(length) === other.charCodeAt(length)) {
    length++;
  }
  return length;
}

function beginningsIn(texts: readonly string[]): number[] {
  const open: number[] = [];
  return texts.map((text, place) => {
    while (open.length > 0 && !text.startsWith(texts[open[open.length - 1]])) {
      open.pop();
    }
    const beginning = open.at(-1) ?? -1;
    open.push(place);
    return beginning;
  });
}
