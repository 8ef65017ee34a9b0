import { bracketChange, closingBracket, isSymbol, readFileTokens, type Template, type Token } from "./lexer";
import { stringOf } from "./template";

/** Something that nobody can parse. The message says what, in words that hold nothing of the text but symbols. */
export class GrammarError extends SyntaxError {
  public override readonly name = "GrammarError";

  /** @param start offset in the text that was read, as far as it is known */
  constructor(
    message: string,
    public readonly start: number | undefined,
  ) {
    super(message);
  }
}

/** Why nobody can parse a template; undefined where Terraform can. */
export function faultInTemplate(template: Template): string | undefined {
  try {
    checkTemplates([template]);
    return undefined;
  } catch (error) {
    if (error instanceof GrammarError) {
      return error.message;
    }
    throw error;
  }
}

/** The same of an expression that stands by itself. */
export function faultInExpression(tokens: readonly Token[]): string | undefined {
  return faultInTemplate([{ kind: "sequence", marker: "${", stripsBefore: false, stripsAfter: false, tokens }]);
}

function templatesAmong(tokens: readonly Token[]): Template[] {
  const templates: Template[] = [];
  for (const token of tokens) {
    if (token.kind === "string" || token.kind === "heredoc") {
      templates.push(token.template);
    }
  }
  return templates;
}

/**
 * Checks templates and those in their expressions, the innermost first, since its fault is why others do not end. Only
 * brackets are read by recursion, of which the lexer allows so many in each expression.
 * Source: HashiCorp, "HCL Native Syntax Specification": its expressions and templates.
 * @throws GrammarError
 */
function checkTemplates(templates: readonly Template[]): void {
  const all = [...templates];
  for (let index = 0; index < all.length; index++) {
    for (const part of all[index]) {
      for (const inner of part.kind === "sequence" ? templatesAmong(part.tokens) : []) {
        all.push(inner);
      }
    }
  }
  for (const template of all.reverse()) {
    checkTemplate(template);
  }
}

function checkTemplate(template: Template): void {
  const open: Directive[] = [];
  for (const part of template) {
    if (part.kind === "fault") {
      throw new GrammarError(part.why, part.start);
    }
    if (part.kind === "sequence") {
      const grammar = new Grammar(part.tokens);
      if (part.marker === "%{") {
        grammar.directive(open);
      } else {
        grammar.whole();
      }
    }
  }
  const [directive] = open;
  if (directive !== undefined) {
    throw new GrammarError(`'%{${directive.name}}' has no end`, directive.start);
  }
}

/** A directive that has no end yet. */
interface Directive {
  readonly name: string;
  readonly start: number | undefined;
}

/** The directives that continue or end others. */
const CONTINUED = new Map([
  ["else", ["if"]],
  ["endif", ["if", "else"]],
  ["endfor", ["for"]],
]);
const SIGNS = ["-", "!"];
const OPERATORS = ["||", "&&", "==", "!=", ">", ">=", "<", "<=", "+", "-", "*", "/", "%"];

/**
 * Reads the tokens of an expression, without the templates in it. It is silent where they are one, and throws a
 * GrammarError where they are not.
 */
class Grammar {
  protected position = 0;

  constructor(protected readonly tokens: readonly Token[]) {}

  /** An expression and nothing else. */
  public whole(): void {
    this.expression();
    this.end();
  }

  /** What is between `%{` and `}`. */
  public directive(open: Directive[]): void {
    const { start } = this.tokens[0];
    const name = this.name("a directive");
    const continued = CONTINUED.get(name);
    if (continued !== undefined && !continued.includes(open.pop()?.name ?? "")) {
      throw new GrammarError(`'%{${name}}' belongs to no directive before it`, start);
    }
    if (name === "if") {
      this.expression();
    } else if (name === "for") {
      this.variables();
    }
    if (!name.startsWith("end")) {
      open.push({ name, start });
    }
    this.end();
  }

  /** Operands with operators between them. What binds stronger makes no difference to whether it is one. */
  protected expression(): void {
    /** How many `?` wait for their `:`. */
    let conditions = 0;
    for (;;) {
      this.operand();
      if (this.takes("?")) {
        conditions++;
      } else if (conditions > 0 && this.takes(":")) {
        conditions--;
      } else if (!this.takesOneOf(OPERATORS)) {
        break;
      }
    }
    if (conditions > 0) {
      this.missing("':'");
    }
  }

  private operand(): void {
    let hasSign = true;
    while (hasSign) {
      hasSign = this.takesOneOf(SIGNS);
    }
    this.value();
    /** After `.*`, another one is allowed behind an index only. */
    let isSplat = false;
    for (;;) {
      if (this.takes("[")) {
        if (!this.takes("*")) {
          this.expression();
        }
        this.expect("]");
        isSplat = false;
      } else if (this.takes(".")) {
        isSplat = this.attribute(isSplat) || isSplat;
      } else {
        return;
      }
    }
  }

  /** What follows a dot. Returns whether it is a splat. */
  private attribute(isSplat: boolean): boolean {
    const token = this.next("an attribute");
    const isIndex = token.kind === "number" && !token.text.includes(".");
    const isEvery = isSymbol(token, "*") && !isSplat;
    if (token.kind !== "name" && !isIndex && !isEvery) {
      this.missing("an attribute", token);
    }
    return isEvery;
  }

  private value(): void {
    const token = this.next("a value");
    switch (token.kind === "symbol" ? token.text : token.kind) {
      case "number":
      case "string":
      case "heredoc":
        break;
      case "name":
        this.call();
        break;
      case "(":
        this.expression();
        this.expect(")");
        break;
      case "[":
        if (!this.comprehension("]")) {
          this.list("]");
        }
        break;
      case "{":
        this.object();
        break;
      default:
        this.missing("a value", token);
    }
  }

  /** What follows the name of a function; nothing where the name is that of something else. */
  private call(): void {
    let isCall = false;
    while (this.takes("::")) {
      this.name("the name of a function");
      isCall = true;
    }
    if (!isCall && !isSymbol(this.tokens[this.position], "(")) {
      return;
    }
    this.expect("(");
    this.list(")");
  }

  /** Expressions with commas between them, up to a bracket. The last argument of a call may be spread. */
  private list(closing: string): void {
    while (!this.takes(closing)) {
      this.expression();
      if (closing === ")" && this.takes("...")) {
        this.expect(closing);
        return;
      }
      this.separator(closing);
    }
  }

  private object(): void {
    this.skipLines();
    if (this.comprehension("}")) {
      return;
    }
    while (!this.takes("}")) {
      this.expression();
      if (!this.takes("=")) {
        this.expect(":");
      }
      this.expression();
      if (!this.skipLines()) {
        this.separator("}");
      }
      this.skipLines();
    }
  }

  /** A whole `for`, up to the bracket around it. Returns whether there is one. */
  private comprehension(closing: string): boolean {
    if (!this.takes("for")) {
      return false;
    }
    this.variables();
    this.expect(":");
    this.expression();
    if (closing === "}") {
      this.expect("=>");
      this.expression();
      this.takes("...");
    }
    if (this.takes("if")) {
      this.expression();
    }
    this.expect(closing);
    return true;
  }

  /** The variables of a `for` and what they are taken from. */
  private variables(): void {
    this.name("the name of a variable");
    if (this.takes(",")) {
      this.name("the name of a variable");
    }
    if (!this.takes("in")) {
      this.missing("'in'");
    }
    this.expression();
  }

  /** A comma, unless the bracket closes, which is not skipped. */
  private separator(closing: string): void {
    if (!this.takes(",") && !isSymbol(this.tokens[this.position], closing)) {
      this.missing(`',' or '${closing}'`);
    }
  }

  private end(): void {
    if (this.position < this.tokens.length) {
      this.missing("an operator or the end");
    }
  }

  protected skipLines(): boolean {
    const start = this.position;
    while (this.tokens[this.position]?.kind === "newline") {
      this.position++;
    }
    return this.position > start;
  }

  protected name(what: string): string {
    const token = this.next(what);
    return token.kind === "name" ? token.text : this.missing(what, token);
  }

  protected takes(text: string): boolean {
    return this.takesOneOf([text]);
  }

  /** Skips a symbol or a word. */
  private takesOneOf(texts: readonly string[]): boolean {
    const token = this.tokens[this.position];
    const isNext = (token?.kind === "symbol" || token?.kind === "name") && texts.includes(token.text);
    this.position += isNext ? 1 : 0;
    return isNext;
  }

  protected expect(symbol: string): void {
    if (!this.takes(symbol)) {
      this.missing(`'${symbol}'`);
    }
  }

  protected next(what: string): Token {
    return this.tokens[this.position++] ?? this.missing(what);
  }

  /** @param token what is there instead */
  protected missing(what: string, token = this.tokens[this.position]): never {
    if (token?.kind === "fault") {
      throw new GrammarError(token.why, token.start);
    }
    if (token === undefined) {
      throw new GrammarError(`${what} is missing at the end`, this.tokens[this.tokens.length - 1]?.start);
    }
    throw new GrammarError(`${what} is missing before ${shown(token)}`, token.start);
  }
}

const KINDS = { name: "a name", number: "a number", string: "a text", heredoc: "a heredoc", newline: "a line break" };

/** Without the words of the text, which may be secret. */
function shown(token: Exclude<Token, { kind: "fault" }>): string {
  const what = token.kind === "symbol" ? `'${token.text}'` : KINDS[token.kind];
  return token.start === undefined ? what : `${what} (character ${token.start + 1})`;
}

/** A call of a function, with the offsets of each argument in the text that was read. */
export interface Call {
  /** Without the namespace `core`. */
  readonly name: string;
  /** Where the name begins. */
  readonly start: number;
  readonly arguments: readonly (readonly [start: number, end: number])[];
}

/** The calls in an expression or a whole file of Terraform's language, also those in texts and in arguments. */
export function callsIn(tokens: readonly Token[]): Call[] {
  return tokens.flatMap((token, index): Call[] => {
    if (token.kind === "string" || token.kind === "heredoc") {
      return callsInTemplate(token.template);
    }
    if (token.kind !== "name" || !isCore(tokens, index)) {
      return [];
    }
    const opening = index + (tokens[index + 1]?.kind === "newline" ? 2 : 1);
    return isSymbol(tokens[opening], "(")
      ? [{ name: token.text, start: token.start, arguments: membersAt(tokens, opening) }]
      : [];
  });
}

export function callsInTemplate(template: Template): Call[] {
  return template.flatMap((part) => (part.kind === "sequence" ? callsIn(part.tokens) : []));
}

/** Whether a name is that of the language's own function, not of a provider's. */
function isCore(tokens: readonly Token[], index: number): boolean {
  const namespace = tokens[index - 2];
  return !isSymbol(tokens[index - 1], "::") || (namespace?.kind === "name" && namespace.text === "core");
}

/** The offsets of what commas separate in brackets. */
function membersAt(tokens: readonly Token[], opening: number): [number, number][] {
  const closing = closingBracket(tokens, opening) ?? tokens.length;
  const ends: Token[] = [];
  let depth = 0;
  for (const token of tokens.slice(opening + 1, closing)) {
    depth += bracketChange(token);
    if (depth === 0 && isSymbol(token, ",")) {
      ends.push(token);
    }
  }
  const borders = [tokens[opening], ...ends, tokens[closing]].map((token) => token?.start ?? 0);
  return borders.slice(1).map((end, index) => [borders[index] + 1, end]);
}

/** Reads a file of HCL with all of its expressions. @throws GrammarError that begins with the line where Terraform could not */
export function readHcl(text: string): void {
  try {
    const tokens = readFileTokens(text);
    checkTemplates(templatesAmong(tokens));
    new FileGrammar(tokens).file();
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
  public file(): void {
    this.body(() => this.position === this.tokens.length);
  }

  private body(isEnd: () => boolean): void {
    const known = new Set<string>();
    this.skipLines();
    while (!isEnd()) {
      const name = this.name("the name of an argument or of a block");
      if (!this.takes("=")) {
        this.block();
      } else {
        this.argument(name, known);
      }
      if (!this.skipLines() && this.position < this.tokens.length) {
        this.missing("a line break");
      }
    }
  }

  private argument(name: string, known: Set<string>): void {
    const start = this.position;
    this.expression();
    if (known.has(name)) {
      throw new GrammarError("an argument is there twice", this.tokens[start].start);
    }
    known.add(name);
  }

  private block(): void {
    while (!this.takes("{")) {
      const label = this.next("'{'");
      const isText = label.kind === "string" && stringOf(label.template) !== undefined;
      if (label.kind !== "name" && !isText) {
        this.missing("'{'", label);
      }
    }
    const next = this.tokens[this.position];
    if (next?.kind === "newline" || isSymbol(next, "}")) {
      this.body(() => this.takes("}"));
      return;
    }
    this.name("the name of an argument");
    this.expect("=");
    this.expression();
    this.expect("}");
  }
}
