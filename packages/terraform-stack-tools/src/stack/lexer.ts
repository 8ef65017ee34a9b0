import { quoted } from "./json";

/** A token of an expression. Reading never fails: what Terraform could not read is a fault in its place. */
export type Token = {
  /** Offset in the text that was read; missing in a token that was not read. */
  readonly start?: number;
} & (
  | Name
  | { readonly kind: "number"; readonly text: string }
  | Symbol
  | { readonly kind: "string"; readonly template: Template }
  | Heredoc
  /** A line break between the members of an object, where it means a comma, and between those of a file. */
  | { readonly kind: "newline" }
  | Fault
);

interface Symbol {
  readonly kind: "symbol";
  readonly text: string;
}

export interface Name {
  readonly kind: "name";
  readonly text: string;
  /** Offset of its first letter in the text that was read. */
  readonly start: number;
}

interface Heredoc {
  readonly kind: "heredoc";
  /** Whether it begins with `<<-`: the indentation that all of its lines share does not count. */
  readonly isIndented: boolean;
  readonly template: Template;
}

interface Fault {
  readonly kind: "fault";
  /** What is wrong, in words. */
  readonly why: string;
  /** Offset in the text that was read. */
  readonly start: number;
}

/** A text with interpolations: literal parts and sequences in order. */
export type Template = readonly Part[];

export type Part =
  /** Letters as they are in the source: in a quoted string of an expression, HCL's escapes such as `\"` remain. */
  | { readonly kind: "literal"; readonly text: string }
  /** `$${` or `%%{`, which mean `${` and `%{`. */
  | { readonly kind: "escape"; readonly text: string }
  | Sequence
  | Fault;

/** `${…}` or `%{…}`. */
export interface Sequence {
  readonly kind: "sequence";
  readonly marker: "${" | "%{";
  /** Whether it begins with `~`, which strips the space before it. */
  readonly stripsBefore: boolean;
  /** Whether it ends with `~`, which strips the space after it. */
  readonly stripsAfter: boolean;
  readonly tokens: readonly Token[];
}

/** What brackets and separators are told by. */
export interface WrittenToken {
  readonly kind: string;
  readonly text?: string;
}

export function isSymbol(token: WrittenToken | undefined, text: string): boolean {
  return token?.kind === "symbol" && token.text === text;
}

/** A name or a symbol as it is written; empty for any other token. */
export function wordOf(token: Token | undefined): string {
  return token?.kind === "name" || token?.kind === "symbol" ? token.text : "";
}

const OPENING = ["(", "[", "{"];
const CLOSED = [")", "]", "}"];

/** What a token adds to the depth of brackets: 1 where one opens, -1 where one closes. */
export function bracketChange({ kind, text = "" }: WrittenToken): number {
  return kind === "symbol" ? Number(OPENING.includes(text)) - Number(CLOSED.includes(text)) : 0;
}

/** The position of the bracket that closes the one at a position; undefined where nothing does. */
export function closingBracket(tokens: readonly Token[], opening: number): number | undefined {
  let depth = 0;
  for (let index = opening; index < tokens.length; index++) {
    depth += bracketChange(tokens[index]);
    if (depth === 0) {
      return index;
    }
  }
  return undefined;
}

/** A bound, as in every pattern here: V8 remembers each step of a match, on a stack that a long text overflows. */
const SPACE = /(?:[ \t\n]|\r\n){1,10000}/y;

/** Reads a text of Terraform's JSON, which is a template. */
export function readTemplate(text: string): Template {
  return new Lexer(text).template(END_OF_TEXT);
}

/** Reads an expression by itself, as in `depends_on` or a type. */
export function readExpression(text: string): readonly Token[] {
  return new Lexer(text).expression(undefined).tokens;
}

/** Reads a file of HCL, in which line breaks end arguments and blocks. */
export function readFileTokens(text: string): readonly Token[] {
  return new Lexer(text).expression(undefined, true).tokens;
}

const NAME = /[\p{ID_Start}_][\p{ID_Continue}-]{0,10000}/uy;
const REST_OF_NAME = /[\p{ID_Continue}-]{1,10000}/uy;
/** What HCL takes for one number, and those that are one. */
const NUMBER = /\d(?:\.{0,1000}(?:\d|[eE][-+]?\d)){0,10000}/y;
const IS_NUMBER = /^\d+(\.\d*)?([eE][-+]?\d+)?$/;
const SYMBOL = /\.\.\.|::|==|!=|>=|<=|&&|\|\||=>|[-+*/%<>!?:=.,()[\]{}]/y;
const HEREDOC = /<<(-?)([\p{ID_Start}_][\p{ID_Continue}-]{0,10000})\r?\n/uy;
/** Literal text. In a heredoc it ends with the line, since the next one may be the last. */
const LITERAL_TEXT: Readonly<Record<End["kind"], RegExp>> = {
  text: /[^$%\r]{1,10000}|\r\n/y,
  quote: /[^"\\\r\n$%]{1,10000}/y,
  heredoc: /\r?\n|[^$%\r\n]{1,10000}/y,
};
/** No half of a surrogate pair, which is no letter by itself. */
const ESCAPE_SEQUENCE =
  /\\(?:["\\nrt]|(?:u|U0000)(?![dD][89A-Fa-f])[\dA-Fa-f]{4}|U00(?:0[1-9A-Fa-f]|10)[\dA-Fa-f]{4})/y;

const DIRECTIVES = ["if", "else", "endif", "for", "endfor"];

/** More than any expression has. Reading recurses, so it stops there. */
const MAXIMUM_DEPTH = 200;

const CLOSING: Readonly<Record<string, string>> = { "(": ")", "[": "]", "{": "}" };

/** @property isObject whether line breaks separate members; not in `{ for … }` */
type Bracket = { readonly closing: string; readonly isObject: boolean };

/** Where a template ends: at a quote, at the line with the word of a heredoc, or with the text. */
type End = { readonly kind: "quote" | "text" } | { readonly kind: "heredoc"; readonly word: string };

const END_OF_TEXT: End = { kind: "text" };
const END_OF_STRING: End = { kind: "quote" };

interface Expression {
  readonly tokens: readonly Token[];
  readonly stripsAfter: boolean;
}

class Lexer {
  private position = 0;
  /** How many sequences are around the position. */
  private depth = 0;
  /** Without it, the rest of the text would be searched for the end of each comment that has none. */
  private readonly endOfLastComment: number;

  constructor(private readonly source: string) {
    this.endOfLastComment = source.lastIndexOf("*/");
  }

  /** Parts up to the end, which is skipped. */
  public template(end: End): Template {
    const parts: Part[] = [];
    while (this.position < this.source.length) {
      if (this.skipEnd(end)) {
        return joined(parts);
      }
      const marker = this.marker();
      if (marker === undefined) {
        for (const part of this.literal(end)) {
          parts.push(part);
        }
      } else if (!marker.endsWith("{")) {
        parts.push({ kind: "literal", text: marker });
      } else if (marker.length > 2) {
        // Only the last two letters before the brace escape it.
        parts.push({ kind: "literal", text: marker.slice(0, -3) }, { kind: "escape", text: marker.slice(-3) });
      } else {
        parts.push(this.sequence(marker.startsWith("$") ? "${" : "%{"));
      }
    }
    if (end.kind !== "text") {
      parts.push(this.fault(`a ${end.kind === "quote" ? "quoted string" : "heredoc"} has no end`));
    }
    return joined(parts);
  }

  /** Tokens up to the brace that ends the sequence, or to the end of the text where there is no sequence. */
  public expression(end: "}" | undefined, isFile = false): Expression {
    if (this.depth > MAXIMUM_DEPTH) {
      return { tokens: [this.skipTooDeep()], stripsAfter: false };
    }
    const tokens: Token[] = [];
    const open: Bracket[] = [];
    for (;;) {
      const before = this.position;
      const hasLineBreak = this.skipSpace();
      if (hasLineBreak && (open[open.length - 1]?.isObject ?? isFile)) {
        tokens.push({ kind: "newline", start: before });
      }
      if (this.position >= this.source.length) {
        if (end !== undefined || open.length > 0) {
          tokens.push(this.fault("a bracket is not closed"));
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

  /** All the `$` or `%` here, and the brace after them. */
  private marker(): string | undefined {
    const start = this.position;
    const letter = this.source[start];
    if (letter !== "$" && letter !== "%") {
      return undefined;
    }
    while (this.source[this.position] === letter) {
      this.position++;
    }
    this.match(/\{/y);
    return this.source.slice(start, this.position);
  }

  private sequence(marker: Sequence["marker"]): Sequence | Fault {
    const start = this.position;
    const stripsBefore = this.match(/~/y) !== undefined;
    this.depth++;
    const { tokens, stripsAfter } = this.expression("}");
    this.depth--;
    const text = `${marker}${stripsBefore ? "~" : ""}${stripsAfter ? "~" : ""}}`;
    const [first] = tokens;
    const isDirective = first?.kind === "name" && DIRECTIVES.includes(first.text);
    if (marker === "%{" && first !== undefined && !isDirective) {
      return this.fault("'%{' starts no directive; write '%%{' for the text", start);
    }
    return {
      kind: "sequence",
      marker,
      stripsBefore,
      stripsAfter,
      tokens: tokens.length === 0 ? [this.fault(`'${text}' is empty`, start)] : tokens,
    };
  }

  private token(open: Bracket[]): Token {
    const start = this.position;
    if (this.match(/"/y) !== undefined) {
      return { kind: "string", template: this.template(END_OF_STRING), start };
    }
    if (this.source.startsWith("<<", this.position)) {
      return this.heredoc();
    }
    if (this.match(NAME) !== undefined) {
      while (this.match(REST_OF_NAME) !== undefined) {}
      return { kind: "name", text: this.source.slice(start, this.position), start };
    }
    const number = this.match(NUMBER);
    if (number !== undefined) {
      return IS_NUMBER.test(number)
        ? { kind: "number", text: number, start }
        : this.fault("a number has two points or exponents", start);
    }
    const symbol = this.match(SYMBOL);
    if (symbol === undefined) {
      const letter = this.letter();
      return this.fault(`${quoted(letter)} is not part of any expression`, start);
    }
    if (symbol in CLOSING) {
      if (open.length === MAXIMUM_DEPTH) {
        return this.skipTooDeep();
      }
      open.push({ closing: CLOSING[symbol], isObject: symbol === "{" && !this.isFollowedByFor() });
    } else if (/^[)\]}]$/.test(symbol) && open.pop()?.closing !== symbol) {
      return this.fault(`'${symbol}' closes nothing`, start);
    }
    return { kind: "symbol", text: symbol, start };
  }

  private heredoc(): Token {
    const start = this.position;
    const opening = this.match(HEREDOC);
    if (opening === undefined) {
      this.position = this.source.length;
      return this.fault("a heredoc has no end", start);
    }
    const isIndented = opening.startsWith("<<-");
    const word = opening.slice(isIndented ? 3 : 2).trim();
    return { kind: "heredoc", isIndented, template: this.template({ kind: "heredoc", word }), start };
  }

  private skipEnd(end: End): boolean {
    switch (end.kind) {
      case "text":
        return false;
      case "quote":
        return this.match(/"/y) !== undefined;
      case "heredoc":
        return this.source[this.position - 1] === "\n" && this.skipLineOf(end.word);
    }
  }

  private fault(why: string, start = this.position): Fault {
    return { kind: "fault", why, start };
  }

  /** Skips the rest of the text. */
  private skipTooDeep(): Token {
    const fault = this.fault(`an expression is nested more than ${MAXIMUM_DEPTH} levels deep`);
    this.position = this.source.length;
    return fault;
  }

  /** A run of literal text. */
  private literal(end: End): Part[] {
    const text = this.match(LITERAL_TEXT[end.kind]);
    if (text !== undefined) {
      return [{ kind: "literal", text }];
    }
    return end.kind === "quote" ? [this.quotedLetter()] : this.carriageReturn(end);
  }

  private quotedLetter(): Part {
    const escapeSequence = this.match(ESCAPE_SEQUENCE);
    if (escapeSequence !== undefined) {
      return { kind: "literal", text: escapeSequence };
    }
    const start = this.position;
    const letter = this.letter();
    const why =
      letter === "\\" ? `${quoted(`\\${this.letter()}`)} is not an escape sequence` : "a quoted string spans two lines";
    return this.fault(why, start);
  }

  /** Terraform evaluates nothing after a carriage return without a line feed, but still reads `$${` as `${`. */
  private carriageReturn(end: End): Part[] {
    if (end.kind === "heredoc") {
      this.letter();
      return [this.fault("a heredoc has a carriage return without a line feed")];
    }
    const rest = this.source.slice(this.position);
    this.position = this.source.length;
    return rest
      .replace(/([$%])\1(\{?)/g, (pair, letter, brace) => (brace === "" ? pair : letter + brace))
      .split(/([$%]\{)/)
      .map((text, index) => (index % 2 === 0 ? { kind: "literal", text } : { kind: "escape", text: text[0] + text }));
  }

  private isFollowedByFor(): boolean {
    const position = this.position;
    this.skipSpace();
    const isFor = this.match(NAME) === "for";
    this.skipSpace();
    // An argument may be called `for`, too.
    const hasName = this.match(NAME) !== undefined;
    this.position = position;
    return isFor && hasName;
  }

  /** Skips what a sticky pattern matches here. */
  private match(pattern: RegExp): string | undefined {
    const start = this.position;
    pattern.lastIndex = start;
    if (!pattern.test(this.source)) {
      return undefined;
    }
    this.position = pattern.lastIndex;
    return this.source.slice(start, this.position);
  }

  /** Skips one letter. */
  private letter(): string {
    const code = this.source.codePointAt(this.position);
    const letter = code === undefined ? "" : String.fromCodePoint(code);
    this.position += letter.length;
    return letter;
  }

  /** Skips spaces and comments, and tells whether a line ended on the way. */
  private skipSpace(): boolean {
    let hasLineBreak = false;
    for (;;) {
      const space = this.match(SPACE);
      if (space !== undefined) {
        hasLineBreak ||= space.includes("\n");
      } else if (!this.skipComment()) {
        return hasLineBreak;
      }
    }
  }

  private skipComment(): boolean {
    if (this.source.startsWith("#", this.position) || this.source.startsWith("//", this.position)) {
      this.position = this.endOfLine() ?? this.source.length;
      return true;
    }
    if (this.position >= this.endOfLastComment || !this.source.startsWith("/*", this.position)) {
      return false;
    }
    const end = this.source.indexOf("*/", this.position + 2);
    this.position = end === -1 ? this.position : end + 2;
    return end !== -1;
  }

  /** Skips a line that consists of a word, but not its line break, which may separate members of an object. */
  private skipLineOf(word: string): boolean {
    const end = this.endOfLine();
    if (end === undefined || this.source.slice(this.position, end).trim() !== word) {
      return false;
    }
    this.position = end;
    return true;
  }

  private endOfLine(): number | undefined {
    const end = this.source.indexOf("\n", this.position);
    return end === -1 ? undefined : end;
  }
}

/** Adjacent literal parts as one, and none that is empty. */
function joined(parts: readonly Part[]): Template {
  const result: Part[] = [];
  for (const part of parts) {
    const last = result[result.length - 1];
    if (part.kind === "literal" && part.text === "") {
      continue;
    }
    if (part.kind === "literal" && last?.kind === "literal") {
      result[result.length - 1] = { kind: "literal", text: last.text + part.text };
    } else {
      result.push(part);
    }
  }
  return result;
}
