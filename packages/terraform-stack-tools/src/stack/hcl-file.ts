import { checkTemplates, Grammar, GrammarError, templatesAmong } from "./grammar";
import { isSymbol, readFileTokens, type Token } from "./lexer";
import { stringOf } from "./template";

/** What a file of HCL consists of, or a block in it. */
export interface Body {
  /** The expressions of the arguments by name. */
  readonly arguments: ReadonlyMap<string, readonly Token[]>;
  readonly blocks: readonly NestedBlock[];
}

export interface NestedBlock {
  readonly type: string;
  readonly labels: readonly string[];
  readonly body: Body;
}

/** Reads a file of HCL with all of its expressions. @throws GrammarError that begins with the line where Terraform could not */
export function readHcl(text: string): Body {
  try {
    const tokens = readFileTokens(text);
    checkTemplates(templatesAmong(tokens));
    return new FileGrammar(tokens).file();
  } catch (error) {
    if (error instanceof GrammarError) {
      const line = text.slice(0, error.start).split("\n").length;
      throw new GrammarError(`line ${line}: ${error.message}`, error.start);
    }
    throw error;
  }
}

/** Source: HashiCorp, "HCL Native Syntax Specification": its bodies and blocks. */
class FileGrammar extends Grammar {
  public file(): Body {
    return this.body(() => this.position === this.tokens.length);
  }

  private body(isEnd: () => boolean): Body {
    const expressions = new Map<string, readonly Token[]>();
    const blocks: NestedBlock[] = [];
    this.skipLines();
    while (!isEnd()) {
      const name = this.name("the name of an argument or of a block");
      if (!this.takes("=")) {
        blocks.push(this.block(name));
      } else {
        this.argument(name, expressions);
      }
      if (!this.skipLines() && this.position < this.tokens.length) {
        this.missing("a line break");
      }
    }
    return { arguments: expressions, blocks };
  }

  private argument(name: string, expressions: Map<string, readonly Token[]>): void {
    const start = this.position;
    this.expression();
    if (expressions.has(name)) {
      throw new GrammarError("an argument is there twice", this.tokens[start].start);
    }
    expressions.set(name, this.tokens.slice(start, this.position));
  }

  private block(type: string): NestedBlock {
    const labels: string[] = [];
    while (!this.takes("{")) {
      labels.push(this.label());
    }
    return { type, labels, body: this.blockBody() };
  }

  private blockBody(): Body {
    const next = this.tokens[this.position];
    if (next?.kind === "newline" || isSymbol(next, "}")) {
      return this.body(() => this.takes("}"));
    }
    const expressions = new Map<string, readonly Token[]>();
    const name = this.name("the name of an argument");
    this.expect("=");
    this.argument(name, expressions);
    this.expect("}");
    return { arguments: expressions, blocks: [] };
  }

  private label(): string {
    const token = this.next("'{'");
    const text = token.kind === "string" ? stringOf(token.template) : undefined;
    if (token.kind === "name") {
      return token.text;
    }
    return text ?? this.missing("'{'", token);
  }
}
