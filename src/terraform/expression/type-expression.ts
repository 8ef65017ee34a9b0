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
  const tokens = text.match(/"(?:[^"\\]|\\.)*"|[A-Za-z_][-\w]*|[-\d.]+|[(){}[\],=:]|\n/g) ?? [];
  const parser = new Parser(tokens.filter((token) => token !== "\n"));
  try {
    return parser.type();
  } catch {
    return ANY;
  }
}

class Parser {
  private position = 0;

  constructor(private readonly tokens: string[]) {}

  public type(): Type {
    const name = this.next();
    if (name === "list" || name === "set" || name === "map") {
      return { name, element: this.inParentheses(() => this.type()) };
    }
    if (name === "tuple") {
      return { name, elements: this.inParentheses(() => this.between("[", "]", () => this.type())) };
    }
    if (name === "object") {
      return { name, attributes: this.inParentheses(() => this.between("{", "}", () => this.attribute())) };
    }
    return name === "string" || name === "number" || name === "bool" ? { name } : ANY;
  }

  private attribute(): Attribute {
    const name = this.next().replace(/^"|"$/g, "");
    this.next();
    if (this.tokens[this.position] !== "optional") {
      return { name, type: this.type(), isOptional: false };
    }
    this.next();
    return { name, isOptional: true, type: this.inParentheses(() => this.type()) };
  }

  /** Reads one thing, and passes over the default of an optional attribute. */
  private inParentheses<T>(read: () => T): T {
    this.expect("(");
    const result = read();
    for (let depth = 1; depth > 0; ) {
      const token = this.next();
      depth += /^[([{]$/.test(token) ? 1 : /^[)\]}]$/.test(token) ? -1 : 0;
    }
    return result;
  }

  private between<T>(open: string, close: string, read: () => T): T[] {
    const items: T[] = [];
    this.expect(open);
    while (this.tokens[this.position] !== close) {
      items.push(read());
      if (this.tokens[this.position] === ",") {
        this.position++;
      }
    }
    this.position++;
    return items;
  }

  private next(): string {
    const token = this.tokens[this.position++];
    if (token === undefined) {
      throw new Error("the type ends too early");
    }
    return token;
  }

  private expect(token: string): void {
    if (this.next() !== token) {
      throw new Error(`the type lacks '${token}'`);
    }
  }
}
