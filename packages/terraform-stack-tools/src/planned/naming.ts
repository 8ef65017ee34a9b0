import type { SensitiveValues } from "./sensitive";

/**
 * What things are called in sentences. Everything is derived from values as they are, so a name that is sensitive, or has
 * something sensitive in it, is replaced here, by words that tell it from every other one.
 */
export class Naming {
  private readonly words = new Map<string, string>();
  private readonly counts = new Map<string, number>();

  /** @param sensitive missing where no value is */
  constructor(private readonly sensitive?: Pick<SensitiveValues, "marked">) {}

  public of(name: string): string {
    const known = this.words.get(name);
    if (known !== undefined || this.sensitive === undefined) {
      return known ?? name;
    }
    const marked = String(this.sensitive.marked(name));
    const words = marked === name ? name : this.distinct(marked);
    this.words.set(name, words);
    return words;
  }

  /** A sentence in which names may stand. */
  public within(text: string): string {
    return String(this.sensitive?.marked(text) ?? text);
  }

  private distinct(marked: string): string {
    const count = (this.counts.get(marked) ?? 0) + 1;
    this.counts.set(marked, count);
    return count === 1 ? marked : `${marked} ${count}`;
  }
}

/** Where nothing is sensitive. */
export const PLAIN_NAMES = new Naming();
