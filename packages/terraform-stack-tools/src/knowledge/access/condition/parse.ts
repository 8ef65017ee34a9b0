import { type Token, tokensOf } from "./tokens";

/** A role assignment condition as a tree. */
export type Condition =
  | { readonly kind: "and" | "or"; readonly operands: readonly Condition[] }
  | { readonly kind: "not"; readonly operand: Condition }
  | { readonly kind: "action"; readonly pattern: string }
  | {
      readonly kind: "comparison";
      readonly attribute: string;
      readonly operator: string;
      readonly values: readonly string[];
    }
  /** A test that says nothing about actions or repositories. */
  | { readonly kind: "other" };

/** No condition that a person or a tool writes nests deeper. */
const DEEPEST = 100;

/** Parses a condition of version 2.0; undefined for what is none, and for what nests too deep. */
export function parseCondition(text: string): Condition | undefined {
  const tokens = tokensOf(text);
  if (tokens === undefined) {
    return undefined;
  }
  const parser = new Parser(tokens);
  const condition = parser.either();
  return parser.isAtEnd() ? condition : undefined;
}

/** Reads from left to right. `AND` binds closer than `OR`. */
class Parser {
  private position = 0;
  private depth = 0;

  constructor(private readonly tokens: readonly Token[]) {}

  public isAtEnd(): boolean {
    return this.position === this.tokens.length;
  }

  public either(): Condition | undefined {
    return this.joined("or", ["OR", "||"], () => this.both());
  }

  private both(): Condition | undefined {
    return this.joined("and", ["AND", "&&"], () => this.single());
  }

  private joined(
    kind: "and" | "or",
    words: readonly string[],
    next: () => Condition | undefined,
  ): Condition | undefined {
    const operands = [next()];
    while (words.some((word) => this.takes(word))) {
      operands.push(next());
    }
    const found = operands.filter((operand) => operand !== undefined);
    if (found.length < operands.length) {
      return undefined;
    }
    return found.length === 1 ? found[0] : { kind, operands: found };
  }

  private single(): Condition | undefined {
    this.depth++;
    const condition = this.depth > DEEPEST ? undefined : this.nested();
    this.depth--;
    return condition;
  }

  private nested(): Condition | undefined {
    if (this.takes("!") || this.takes("NOT")) {
      const operand = this.single();
      return operand && { kind: "not", operand };
    }
    if (this.takes("(")) {
      const inner = this.either();
      return this.takes(")") ? inner : undefined;
    }
    return this.test();
  }

  private test(): Condition | undefined {
    const token = this.next();
    if (token?.kind === "word" && token.text === "ActionMatches") {
      const [pattern, ...more] = this.values();
      return pattern !== undefined && more.length === 0 ? { kind: "action", pattern } : undefined;
    }
    if (token?.kind === "word" && token.text === "SubOperationMatches") {
      return this.values().length === 1 ? { kind: "other" } : undefined;
    }
    if (token?.kind === "word" && token.text === "Exists") {
      return this.next()?.kind === "attribute" ? { kind: "other" } : undefined;
    }
    if (token?.kind !== "attribute") {
      return undefined;
    }
    const operator = this.next();
    const values = this.values();
    return operator?.kind === "word" && values.length > 0
      ? { kind: "comparison", attribute: token.text, operator: operator.text, values }
      : undefined;
  }

  /** One value, or several in braces. An attribute as a value is kept as its text. */
  private values(): string[] {
    if (!this.takes("{")) {
      const token = this.next();
      return token === undefined || token.kind === "symbol" ? [] : [token.text];
    }
    const values: string[] = [];
    do {
      const token = this.next();
      if (token === undefined || token.kind === "symbol") {
        return [];
      }
      values.push(token.text);
    } while (this.takes(","));
    return this.takes("}") ? values : [];
  }

  private takes(text: string): boolean {
    const token = this.tokens[this.position];
    const isNext = token !== undefined && token.kind !== "text" && token.text.toUpperCase() === text;
    this.position += isNext ? 1 : 0;
    return isNext;
  }

  private next(): Token | undefined {
    return this.tokens[this.position++];
  }
}
