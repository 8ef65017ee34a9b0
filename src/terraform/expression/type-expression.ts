import { readExpression } from "./lexer";
import { stringOf } from "./template";
import type { Token } from "./token";

/** A type of Terraform, as `variable.type` has it. */
export type Type =
  | { readonly name: "string" | "number" | "bool" | "any" }
  | { readonly name: "list" | "set" | "map"; readonly element: Type }
  | { readonly name: "tuple"; readonly elements: readonly Type[] }
  | { readonly name: "object"; readonly attributes: readonly Attribute[] };

export interface Attribute {
  readonly name: string;
  readonly type: Type;
  readonly isOptional: boolean;
}

const ANY: Type = { name: "any" };

/** `any` for what cannot be read. */
export function parseType(text: string): Type {
  // Line breaks separate attributes as commas do, and both may be left out here.
  const tokens = readExpression(text).filter(({ kind }) => kind !== "newline");
  try {
    return new Parser(tokens.map(wordOf)).type();
  } catch {
    return ANY;
  }
}

/** A name or a symbol as it is written, and a string in quotes. Anything else has no meaning in a type. */
function wordOf(token: Token): string {
  if (token.kind === "string") {
    return `"${stringOf(token.template)}"`;
  }
  return token.kind === "name" || token.kind === "symbol" ? token.text : "";
}

class Parser {
  private position = 0;

  constructor(private readonly words: readonly string[]) {}

  public type(): Type {
    const name = this.next();
    switch (name) {
      case "list":
      case "set":
      case "map":
        return { name, element: this.inParentheses(() => this.type()) };
      case "tuple":
        return { name, elements: this.inParentheses(() => this.between("[", "]", () => this.type())) };
      case "object":
        return { name, attributes: this.inParentheses(() => this.between("{", "}", () => this.attribute())) };
      case "string":
      case "number":
      case "bool":
        return { name };
      default:
        return ANY;
    }
  }

  private attribute(): Attribute {
    const name = this.next().replace(/^"|"$/g, "");
    this.next();
    if (this.words[this.position] !== "optional") {
      return { name, type: this.type(), isOptional: false };
    }
    this.next();
    return { name, isOptional: true, type: this.inParentheses(() => this.type()) };
  }

  /** Reads one item and skips the default of an optional attribute. */
  private inParentheses<T>(read: () => T): T {
    this.expect("(");
    const result = read();
    let depth = 1;
    while (depth > 0) {
      const word = this.next();
      if (["(", "[", "{"].includes(word)) {
        depth++;
      } else if ([")", "]", "}"].includes(word)) {
        depth--;
      }
    }
    return result;
  }

  private between<T>(open: string, close: string, read: () => T): T[] {
    const items: T[] = [];
    this.expect(open);
    while (this.words[this.position] !== close) {
      items.push(read());
      if (this.words[this.position] === ",") {
        this.position++;
      }
    }
    this.position++;
    return items;
  }

  private next(): string {
    const word = this.words[this.position++];
    if (word === undefined) {
      throw new Error("the type ends too early");
    }
    return word;
  }

  private expect(word: string): void {
    if (this.next() !== word) {
      throw new Error(`the type lacks '${word}'`);
    }
  }
}
