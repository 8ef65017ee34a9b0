import { escapeLetters } from "../handoff/hcl/layout";
import { join, type Token } from "./expression-token";

/** A text of Terraform's JSON as HCL writes it. Throws an error in words for what it cannot read. */
export function templateText(template: string): string {
  const { text, whole } = new Scanner(template).template(undefined);
  // One expression and nothing else is its value, of whatever type.
  return whole ?? `"${text}"`;
}

/** An expression by itself, in one line. */
export function expressionText(expression: string): string {
  return join(new Scanner(expression).expression(undefined));
}

const PATTERNS: readonly [Token["kind"], RegExp][] = [
  ["name", /[\p{ID_Start}_][\p{ID_Continue}-]*/uy],
  ["number", /\d+(\.\d+)?([eE][-+]?\d+)?/y],
  ["symbol", /\.\.\.|::|==|!=|>=|<=|&&|\|\||=>|[-+*/%<>!?:=.,()[\]{}]/y],
];

const PAIRS: Readonly<Record<string, string>> = { "(": ")", "[": "]", "{": "}" };

class Scanner {
  private position = 0;

  constructor(private readonly source: string) {}

  /** Literal parts and sequences, until the quote that ends them or, without one, the end of the text. */
  public template(quote: '"' | undefined): { text: string; whole?: string } {
    let text = "";
    let whole: string | undefined;
    for (;;) {
      const rest = this.source.slice(this.position);
      if (rest === "" || rest[0] === quote) {
        if (rest === "" && quote !== undefined) {
          throw new Error("a quoted text does not end");
        }
        this.position += quote === undefined ? 0 : 1;
        return { text, whole: quote === undefined ? whole : undefined };
      }
      const start = /^([$%])\1*\{/.exec(rest)?.[0] ?? "";
      if (start.length > 3) {
        throw new Error(`'${start}' can be read in two ways`);
      }
      if (start.length === 2) {
        const before = this.position;
        const sequence = this.sequence(start);
        if (quote === undefined) {
          this.checkStripping(before, sequence.text);
        }
        whole = text === "" && start === "${" ? sequence.whole : undefined;
        text += sequence.text;
      } else if (start.length === 3) {
        whole = undefined;
        text += start;
        this.position += start.length;
      } else {
        whole = undefined;
        text += this.literal(quote);
      }
    }
  }

  /** In JSON a mark strips spaces as far as one line goes, in HCL's quoted texts it strips lines too. */
  private checkStripping(before: number, sequence: string): void {
    const [left, right] = [/\s*$/.exec(this.source.slice(0, before)), /^\s*/.exec(this.source.slice(this.position))];
    const stripped = [sequence[2] === "~" ? left : null, sequence.endsWith("~}") ? right : null];
    if (stripped.some((spaces) => spaces !== null && !/^[^\n]*\n?$/.test(spaces[0]))) {
      throw new Error("a mark that strips spaces stands beside several lines, which HCL reads differently");
    }
  }

  /** `${…}` or `%{…}`, with the marks that strip spaces. */
  private sequence(start: string): { text: string; whole: string } {
    this.position += start.length;
    const opened = this.passes("~") ? `${start}~` : start;
    const tokens = this.expression("}");
    const closed = this.source[this.position - 2] === "~" ? "~}" : "}";
    if (tokens.length === 0) {
      throw new Error(`'${opened}${closed}' is empty`);
    }
    // An object gets spaces on both sides, so that three braces do not meet.
    const [left, right] = [tokens[0].text === "{" ? " " : "", tokens[tokens.length - 1].text === "}" ? " " : ""];
    return { text: `${opened}${left}${join(tokens, { kind: "symbol", text: opened })}${right}${closed}`, whole: join(tokens) };
  }

  /** One letter; between quotes of an expression it is written in HCL already. */
  private literal(quote: '"' | undefined): string {
    const letter = String.fromCodePoint(this.source.codePointAt(this.position) as number);
    if (quote === undefined) {
      this.position += letter.length;
      return escapeLetters(letter);
    }
    if (letter === "\n") {
      throw new Error("a quoted text goes over two lines");
    }
    const written = letter === "\\" ? this.source.slice(this.position, this.position + 2) : letter;
    this.position += written.length;
    return written;
  }

  /** The tokens until the bracket that ends them, or the end of the text. */
  public expression(end: "}" | undefined): Token[] {
    const tokens: Token[] = [];
    const open: string[] = [];
    for (;;) {
      this.space(tokens, open[open.length - 1] === "}");
      const letter = this.source[this.position];
      if (
        letter === undefined ||
        (letter === "~" && this.source[this.position + 1] === "}") ||
        (letter === end && open.length === 0)
      ) {
        if (open.length > 0 || (letter === undefined) !== (end === undefined)) {
          throw new Error("a bracket is not closed");
        }
        this.position += letter === "~" ? 2 : letter === undefined ? 0 : 1;
        return tokens;
      }
      tokens.push(letter === '"' ? this.quoted() : this.token(open, tokens));
    }
  }

  private quoted(): Token {
    this.position++;
    return { kind: "text", text: `"${this.template('"').text}"` };
  }

  private token(open: string[], tokens: Token[]): Token {
    if (this.source.startsWith("<<", this.position)) {
      throw new Error("a heredoc cannot be written in one line");
    }
    for (const [kind, pattern] of PATTERNS) {
      pattern.lastIndex = this.position;
      const text = pattern.exec(this.source)?.[0];
      if (text !== undefined) {
        this.position += text.length;
        if (text in PAIRS) {
          open.push(PAIRS[text]);
        } else if (/^[)\]}]$/.test(text)) {
          if (open.pop() !== text) {
            throw new Error(`'${text}' closes nothing`);
          }
          dropComma(tokens);
        }
        return { kind, text };
      }
    }
    throw new Error(`'${this.source[this.position]}' is no part of an expression`);
  }

  /** Passes over spaces and comments. A line break separates the members of an object, which stand in one line here. */
  private space(tokens: Token[], inObject: boolean): void {
    const passed = /^(\s|#[^\n]*|\/\/[^\n]*|\/\*[\s\S]*?\*\/)*/.exec(this.source.slice(this.position))?.[0] ?? "";
    this.position += passed.length;
    const last = tokens[tokens.length - 1];
    if (inObject && passed.replace(/\/\*[\s\S]*?\*\//g, "").includes("\n") && last && last.text !== "{" && last.text !== ",") {
      tokens.push({ kind: "symbol", text: "," });
    }
  }

  private passes(text: string): boolean {
    const found = this.source.startsWith(text, this.position);
    this.position += found ? text.length : 0;
    return found;
  }
}

function dropComma(tokens: Token[]): void {
  if (tokens[tokens.length - 1]?.text === ",") {
    tokens.pop();
  }
}
