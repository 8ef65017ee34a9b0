import { readExpression } from "../../stack/expression/lexer";
import { stringOf } from "../../stack/expression/quoted-string";
import { isSymbol, type Token } from "../../stack/expression/token";
import type { Json, JsonObject } from "../../stack/json";

/** The blocks of HCL as JSON has them; undefined for what is more than names, labels and literals. */
export function hclIn(bytes: Buffer): JsonObject | undefined {
  const tokens = readExpression(bytes.toString("utf8")).filter(({ kind }) => kind !== "newline");
  try {
    return new Parser(tokens).file();
  } catch (error) {
    if (error instanceof SyntaxError) {
      return undefined;
    }
    throw error;
  }
}

class Parser {
  private position = 0;

  constructor(private readonly tokens: readonly Token[]) {}

  public file(): JsonObject {
    return this.body(() => this.position === this.tokens.length);
  }

  /** Arguments and blocks, none of them twice. */
  private body(isEnd: () => boolean): JsonObject {
    const members = new Map<string, Json>();
    while (!isEnd()) {
      const name = this.name();
      if (members.has(name)) {
        throw new SyntaxError(name);
      }
      members.set(name, this.takes("=") ? this.value() : this.block());
    }
    return Object.fromEntries(members);
  }

  private block(): Json {
    const label = this.takes("{") ? undefined : this.text();
    if (label !== undefined) {
      this.expect("{");
    }
    const body = this.body(() => this.takes("}"));
    return label === undefined ? body : Object.fromEntries([[label, body]]);
  }

  private value(): Json {
    if (this.takes("[")) {
      const elements: Json[] = [];
      while (!this.takes("]")) {
        elements.push(this.value());
        this.takes(",");
      }
      return elements;
    }
    if (this.takes("{")) {
      return this.object();
    }
    const token = this.next();
    switch (token.kind) {
      case "string":
        return literalOf(token);
      case "number":
        return Number(token.text);
      case "name":
        return wordOf(token.text);
      default:
        throw new SyntaxError(token.kind);
    }
  }

  private object(): JsonObject {
    const members: [string, Json][] = [];
    while (!this.takes("}")) {
      const key = this.tokens[this.position]?.kind === "string" ? this.text() : this.name();
      if (!this.takes("=")) {
        this.expect(":");
      }
      members.push([key, this.value()]);
      this.takes(",");
    }
    return Object.fromEntries(members);
  }

  private name(): string {
    const token = this.next();
    if (token.kind !== "name") {
      throw new SyntaxError(token.kind);
    }
    return token.text;
  }

  private text(): string {
    const token = this.next();
    if (token.kind !== "string") {
      throw new SyntaxError(token.kind);
    }
    return literalOf(token);
  }

  private takes(symbol: string): boolean {
    const isNext = isSymbol(this.tokens[this.position], symbol);
    this.position += isNext ? 1 : 0;
    return isNext;
  }

  private expect(symbol: string): void {
    if (!this.takes(symbol)) {
      throw new SyntaxError(symbol);
    }
  }

  private next(): Token {
    const token = this.tokens[this.position++];
    if (token === undefined) {
      throw new SyntaxError("the file ends too early");
    }
    return token;
  }
}

function literalOf(token: Token & { readonly kind: "string" }): string {
  const text = stringOf(token.template);
  if (text === undefined) {
    throw new SyntaxError("an expression");
  }
  return text;
}

/** The value of a word. Any other one begins an expression. */
function wordOf(text: string): Json {
  const words = new Map<string, Json>([
    ["true", true],
    ["false", false],
    ["null", null],
  ]);
  const value = words.get(text);
  if (value === undefined) {
    throw new SyntaxError(text);
  }
  return value;
}
