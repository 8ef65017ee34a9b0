import type { Part, Sequence, Template, Token } from "./token";

/** Reads a text of Terraform's JSON, which is a template. */
export function readTemplate(text: string): Template {
  return new Lexer(text).template(undefined);
}

/** Reads an expression by itself, as in `depends_on` or a type. */
export function readExpression(text: string): readonly Token[] {
  return new Lexer(text).expression(undefined).tokens;
}

const NAME = /[\p{ID_Start}_][\p{ID_Continue}-]*/uy;
const NUMBER = /\d+(\.\d+)?([eE][-+]?\d+)?/y;
const SYMBOL = /\.\.\.|::|==|!=|>=|<=|&&|\|\||=>|[-+*/%<>!?:=.,()[\]{}]/y;
const HEREDOC = /<<-?[\p{ID_Start}_][\p{ID_Continue}-]*\r?\n/uy;
const SPACE = /(?:\s|#[^\n]*|\/\/[^\n]*)+|\/\*[\s\S]*?\*\//y;
const MARKER = /(?:\$+|%+)\{?/y;
const PLAIN_TEXT = /[^$%]+/y;
const QUOTED_TEXT = /[^"\\\n$%]+/y;

/** More than any expression has. Reading recurses, so it stops there. */
const MAXIMUM_DEPTH = 200;

const CLOSING: Readonly<Record<string, string>> = { "(": ")", "[": "]", "{": "}" };

interface Bracket {
  readonly closing: string;
  /** Whether line breaks separate members. Not in `{ for … }`. */
  readonly isObject: boolean;
}

interface Expression {
  readonly tokens: readonly Token[];
  readonly stripsAfter: boolean;
}

class Lexer {
  private position = 0;

  constructor(
    private readonly source: string,
    /** Where the source begins in the text around it. */
    private readonly offset = 0,
    /** How many sequences are around the position. */
    private depth = 0,
  ) {}

  /** Parts up to the quote that ends the string, or to the end of the text where there is no quote. */
  public template(quote: '"' | undefined): Template {
    const parts: Part[] = [];
    while (this.position < this.source.length) {
      if (this.source[this.position] === quote) {
        this.position++;
        return joined(parts);
      }
      const marker = this.match(MARKER);
      if (marker === undefined) {
        parts.push(this.literal(quote));
      } else if (!marker.endsWith("{")) {
        parts.push({ kind: "literal", text: marker });
      } else if (marker.length === 3) {
        parts.push({ kind: "escape", text: marker });
      } else {
        if (marker.length > 3) {
          parts.push({ kind: "fault", why: `'${marker}' can be read in two ways` });
        }
        parts.push(this.sequence(marker.startsWith("$") ? "${" : "%{"));
      }
    }
    if (quote !== undefined) {
      parts.push({ kind: "fault", why: "a quoted string has no end" });
    }
    return joined(parts);
  }

  /** Tokens up to the brace that ends the sequence, or to the end of the text where there is no sequence. */
  public expression(end: "}" | undefined): Expression {
    if (this.depth > MAXIMUM_DEPTH) {
      return { tokens: [this.skipTooDeep()], stripsAfter: false };
    }
    const tokens: Token[] = [];
    const open: Bracket[] = [];
    for (;;) {
      const hasLineBreak = this.skipSpace();
      if (hasLineBreak && open[open.length - 1]?.isObject) {
        tokens.push({ kind: "newline" });
      }
      if (this.position >= this.source.length) {
        if (end !== undefined || open.length > 0) {
          tokens.push({ kind: "fault", why: "a bracket is not closed" });
        }
        return { tokens, stripsAfter: false };
      }
      if (end !== undefined && open.length === 0) {
        const closing = this.match(/~?\}/y);
        if (closing !== undefined) {
          return { tokens, stripsAfter: closing === "~}" };
        }
      }
      tokens.push(this.token(open));
    }
  }

  private sequence(marker: Sequence["marker"]): Sequence {
    const stripsBefore = this.match(/~/y) !== undefined;
    this.depth++;
    const { tokens, stripsAfter } = this.expression("}");
    this.depth--;
    const text = `${marker}${stripsBefore ? "~" : ""}${stripsAfter ? "~" : ""}}`;
    return {
      kind: "sequence",
      marker,
      stripsBefore,
      stripsAfter,
      tokens: tokens.length === 0 ? [{ kind: "fault", why: `'${text}' is empty` }] : tokens,
    };
  }

  private token(open: Bracket[]): Token {
    if (this.match(/"/y) !== undefined) {
      return { kind: "string", template: this.template('"') };
    }
    if (this.source.startsWith("<<", this.position)) {
      return this.heredoc();
    }
    const start = this.offset + this.position;
    const name = this.match(NAME);
    if (name !== undefined) {
      return { kind: "name", text: name, start };
    }
    const number = this.match(NUMBER);
    if (number !== undefined) {
      return { kind: "number", text: number };
    }
    const symbol = this.match(SYMBOL);
    if (symbol === undefined) {
      const letter = this.letter();
      return { kind: "fault", why: `'${letter}' is not part of any expression` };
    }
    if (symbol in CLOSING) {
      if (open.length === MAXIMUM_DEPTH) {
        return this.skipTooDeep();
      }
      open.push({ closing: CLOSING[symbol], isObject: symbol === "{" && !this.isFollowedByFor() });
    } else if (/^[)\]}]$/.test(symbol) && open.pop()?.closing !== symbol) {
      return { kind: "fault", why: `'${symbol}' closes nothing` };
    }
    return { kind: "symbol", text: symbol };
  }

  private heredoc(): Token {
    const opening = this.match(HEREDOC);
    const word = opening?.replace(/^<<-?/, "").trim();
    const start = this.position;
    while (opening !== undefined && this.position < this.source.length) {
      const end = this.position;
      const line = this.line();
      if (line.trim() === word) {
        this.position = end + line.length;
        const body = new Lexer(this.source.slice(start, Math.max(start, end - 1)), this.offset + start, this.depth);
        return { kind: "heredoc", template: body.template(undefined) };
      }
    }
    this.position = this.source.length;
    return { kind: "fault", why: "a heredoc has no end" };
  }

  /** A line without its line break, which is skipped. */
  private line(): string {
    const found = this.source.indexOf("\n", this.position);
    const end = found < 0 ? this.source.length : found;
    const line = this.source.slice(this.position, end);
    this.position = end + 1;
    return line;
  }

  /** Skips the rest of the text. */
  private skipTooDeep(): Token {
    this.position = this.source.length;
    return { kind: "fault", why: `an expression is nested more than ${MAXIMUM_DEPTH} levels deep` };
  }

  /** A run of literal text, or the escape sequence or line break after it. */
  private literal(quote: '"' | undefined): Part {
    const plain = this.match(quote === undefined ? PLAIN_TEXT : QUOTED_TEXT);
    if (plain !== undefined) {
      return { kind: "literal", text: plain };
    }
    const letter = this.letter();
    return letter === "\n"
      ? { kind: "fault", why: "a quoted string spans two lines" }
      : { kind: "literal", text: letter + this.letter() };
  }

  /** Skips spaces and comments, and tells whether a line ended on the way. */
  private skipSpace(): boolean {
    let hasLineBreak = false;
    for (;;) {
      const space = this.match(SPACE);
      if (space === undefined) {
        return hasLineBreak;
      }
      hasLineBreak ||= !space.startsWith("/*") && space.includes("\n");
    }
  }

  private isFollowedByFor(): boolean {
    const position = this.position;
    this.skipSpace();
    const word = this.match(NAME);
    this.position = position;
    return word === "for";
  }

  private letter(): string {
    const code = this.source.codePointAt(this.position);
    const letter = code === undefined ? "" : String.fromCodePoint(code);
    this.position += letter.length;
    return letter;
  }

  private match(pattern: RegExp): string | undefined {
    const start = this.position;
    pattern.lastIndex = start;
    if (!pattern.test(this.source)) {
      return undefined;
    }
    this.position = pattern.lastIndex;
    return this.source.slice(start, this.position);
  }
}

/** Adjacent literal parts as one. */
function joined(parts: readonly Part[]): Template {
  const result: Part[] = [];
  for (const part of parts) {
    const last = result[result.length - 1];
    if (part.kind === "literal" && last?.kind === "literal") {
      result[result.length - 1] = { kind: "literal", text: last.text + part.text };
    } else {
      result.push(part);
    }
  }
  return result;
}
