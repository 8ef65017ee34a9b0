import { isList, isObject, type Json } from "../../terraform/json";
import { UNKNOWN_OFFLINE } from "./planned-values";

/** Texts that were made up in place of what the cloud answers. A large stack has tens of thousands of them, of a few lengths. */
export class MadeUpTexts {
  private readonly lengths: readonly number[];

  constructor(private readonly texts: ReadonlySet<string>) {
    this.lengths = [...new Set([...texts].map(({ length }) => length))];
  }

  /** A value in which texts that contain one of them are marked. */
  public marked(value: Json): Json {
    if (isList(value)) {
      return value.map((element) => this.marked(element));
    }
    if (isObject(value)) {
      return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, this.marked(part)]));
    }
    return typeof value === "string" && this.isIn(value) ? UNKNOWN_OFFLINE : value;
  }

  /** Whether one of them is in a text. */
  private isIn(text: string): boolean {
    return this.texts.has(text) || this.lengths.some((length) => this.hasPart(text, length));
  }

  private hasPart(text: string, length: number): boolean {
    for (let start = 0; start + length <= text.length; start++) {
      if (this.texts.has(text.slice(start, start + length))) {
        return true;
      }
    }
    return false;
  }
}
