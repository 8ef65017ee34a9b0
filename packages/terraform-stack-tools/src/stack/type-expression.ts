import { readExpression, type Token } from "./lexer";
import { stringOf } from "./template";

/** A type of Terraform, as `variable.type` has it. */
export type Type =
  | { readonly name: "string" | "number" | "bool" | "any" }
  | { readonly name: "list" | "set" | "map"; readonly element: Type }
  | { readonly name: "tuple"; readonly elements: readonly Type[] }
  | { readonly name: "object"; readonly attributes: readonly Attribute[] };

interface Attribute {
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
    return new Parser(tokens).type();
  } catch {
    return ANY;
  }
}

/** A name or a symbol as it is written. Anything else has no meaning in a type, except as the name of an attribute. */
function wordOf(token: Token | undefined): string {
  return token?.kind === "name" || token?.kind === "symbol" ? token.text : "";
}

class Parser {
  private position = 0;

  constructor(private readonly tokens: readonly Token[]) {}

  public type(): Type {
    const name = wordOf(this.next());
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
    const token = this.next();
    const name = token.kind === "string" ? (stringOf(token.template) ?? "") : wordOf(token);
    this.next();
    if (!this.isAt("optional")) {
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
      const word = wordOf(this.next());
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
    while (!this.isAt(close)) {
      items.push(read());
      if (this.isAt(",")) {
        this.position++;
      }
    }
    this.position++;
    return items;
  }

  private isAt(word: string): boolean {
    return wordOf(this.tokens[this.position]) === word;
  }

  private next(): Token {
    const token = this.tokens[this.position++];
    if (token === undefined) {
      throw new Error("the type ends too early");
    }
    return token;
  }

  private expect(word: string): void {
    if (wordOf(this.next()) !== word) {
      throw new Error(`the type lacks '${word}'`);
    }
  }
}
