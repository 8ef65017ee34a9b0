import type { MadeUpText } from "../plan/prepare/made-up-values";
import { isList, isObject, type Json } from "../stack/json";
import { SENSITIVE, unknownOffline } from "./values";

/** Texts that were made up in place of what the cloud answers, and those that are sensitive. A large stack has tens of thousands of them, of a few lengths. */
export class MadeUpTexts {
  private readonly marks = new Map<string, string>();
  private readonly lengths: readonly number[];

  /** @param sensitive texts that take a mark of their own, unless they are made up */
  constructor(texts: readonly MadeUpText[], sensitive: readonly string[]) {
    for (const text of sensitive) {
      this.marks.set(text, SENSITIVE);
    }
    // What is made up tells nothing.
    for (const { text, source } of texts) {
      const mark = unknownOffline(source);
      // What answers two blocks alike has no single source.
      const known = this.marks.get(text);
      this.marks.set(text, known === undefined || known === SENSITIVE || known === mark ? mark : unknownOffline());
    }
    this.lengths = [...new Set([...this.marks.keys()].map(({ length }) => length).filter((length) => length > 0))].sort(
      (left, right) => right - left,
    );
  }

  /** A value in which a mark takes the place of each of them, also within another text. */
  public marked(value: Json): Json {
    if (isList(value)) {
      return value.map((element) => this.marked(element));
    }
    if (isObject(value)) {
      return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, this.marked(part)]));
    }
    return typeof value === "string" ? this.markedText(value) : value;
  }

  private markedText(text: string): string {
    const parts: string[] = [];
    let kept = 0;
    for (let start = 0; start < text.length; ) {
      const length = this.lengths.find((one) => this.marks.has(text.slice(start, start + one)));
      const mark = this.marks.get(text.slice(start, start + (length ?? 0)));
      if (length === undefined || mark === undefined) {
        start++;
      } else {
        parts.push(text.slice(kept, start), mark);
        start += length;
        kept = start;
      }
    }
    return [...parts, text.slice(kept)].join("");
  }
}
