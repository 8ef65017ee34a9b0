import { remembered } from "../../stack/remembered";
import { matches } from "./roles";

/**
 * Names of repositories and patterns of them, in which an asterisk stands for any text; `*` alone is all of them. Empty
 * for none.
 */
type Repositories = readonly string[];

/** The repositories in which a condition allows an action; undefined if it depends on anything else. */
type Condition = (action: string) => Repositories | undefined;

const ALL: Repositories = ["*"];
const NONE: Repositories = [];
const NAME = "[microsoft.containerregistry/registries/repositories:name]";

/**
 * The repositories in which a condition of version 2.0 allows an action; undefined for what is none, and for what nests too deep.
 * Azure, "Azure attribute-based access control (Azure ABAC) repository permissions in Azure Container Registry".
 */
export function repositoriesAllowed(condition: string, action: string): Repositories | undefined {
  return conditionIn(condition)?.(action);
}

/** One condition is asked of each action in turn. */
const conditionIn = remembered((text): Condition | undefined => {
  const tokens = tokensOf(text);
  const parser = tokens && new Parser(tokens);
  const condition = parser?.either();
  return parser?.isAtEnd() ? condition : undefined;
});

/** A test that says nothing about actions or repositories. */
const OTHER: Condition = () => undefined;

function comparison(attribute: string, operator: string, values: readonly string[]): Condition {
  const [source, name] = [attribute.slice(0, attribute.indexOf("[")), attribute.slice(attribute.indexOf("["))];
  const isName = name.toLowerCase() === NAME && ["@request", "@resource"].includes(source.toLowerCase());
  // A value that is an attribute itself is known only when a request is made.
  const repositories =
    isName && !values.some((value) => value.startsWith("@")) ? compared(operator, values) : undefined;
  return () => repositories;
}

/** Names of repositories are lowercase, so that it does not matter whether a comparison ignores case. */
function compared(operator: string, values: readonly string[]): Repositories | undefined {
  // A name that holds an asterisk would be taken for a pattern. No repository has such a name.
  const literal = values.some((value) => value.includes("*")) ? undefined : values;
  const compare = operator.replace(/^ForAnyOf(Any|All)Values:/i, "").replace(/IgnoreCase$/i, "");
  switch (compare.toLowerCase()) {
    case "stringequals":
      return literal;
    case "stringstartswith":
      return literal?.map((prefix) => `${prefix}*`);
    case "stringlike":
      return values.some((value) => value.includes("?")) ? undefined : values;
    default:
      return undefined;
  }
}

function complement(repositories: Repositories | undefined): Repositories | undefined {
  if (repositories === undefined || (repositories.length > 0 && !isAll(repositories))) {
    return undefined;
  }
  return isAll(repositories) ? NONE : ALL;
}

/** All of them, if one operand is all, whatever the others are. */
function union(operands: readonly (Repositories | undefined)[]): Repositories | undefined {
  const known = operands.filter((operand) => operand !== undefined);
  if (known.some(isAll)) {
    return ALL;
  }
  return known.length === operands.length ? [...new Set(known.flat())].sort() : undefined;
}

/** None, if one operand is none, whatever the others are. */
function intersection(operands: readonly (Repositories | undefined)[]): Repositories | undefined {
  const known = operands.filter((operand) => operand !== undefined);
  if (known.some((operand) => operand.length === 0)) {
    return NONE;
  }
  if (known.length < operands.length) {
    return undefined;
  }
  return known.reduce<Repositories | undefined>((left, right) => left && common(left, right), ALL);
}

/** What is in both: each pattern of one that lies within a pattern of the other. Only prefixes cannot overlap in part. */
function common(left: Repositories, right: Repositories): Repositories | undefined {
  if (isAll(left) || isAll(right)) {
    return isAll(left) ? right : left;
  }
  if ([...left, ...right].some((pattern) => pattern.slice(0, -1).includes("*"))) {
    return undefined;
  }
  const within = (one: Repositories, others: Repositories) =>
    one.filter((pattern) => others.some((other) => matches(other, pattern)));
  return [...new Set([...within(left, right), ...within(right, left)])].sort();
}

function isAll(repositories: Repositories): boolean {
  return repositories.includes("*");
}

/** More than any condition has. Reading recurses, so it stops there. */
const MAXIMUM_DEPTH = 200;

/** Reads from left to right. `AND` binds closer than `OR`. */
class Parser {
  private position = 0;
  private depth = 0;

  constructor(private readonly tokens: readonly string[]) {}

  public isAtEnd(): boolean {
    return this.position === this.tokens.length;
  }

  public either(): Condition | undefined {
    return this.joined(union, ["OR", "||"], () => this.both());
  }

  private both(): Condition | undefined {
    return this.joined(intersection, ["AND", "&&"], () => this.single());
  }

  private joined(
    join: (operands: readonly (Repositories | undefined)[]) => Repositories | undefined,
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
    return found.length === 1 ? found[0] : (action) => join(found.map((operand) => operand(action)));
  }

  private single(): Condition | undefined {
    this.depth++;
    const condition = this.depth > MAXIMUM_DEPTH ? undefined : this.operand();
    this.depth--;
    return condition;
  }

  private operand(): Condition | undefined {
    if (this.takes("!") || this.takes("NOT")) {
      const operand = this.single();
      return operand && ((action) => complement(operand(action)));
    }
    if (this.takes("(")) {
      const inner = this.either();
      return this.takes(")") ? inner : undefined;
    }
    return this.test();
  }

  private test(): Condition | undefined {
    const token = this.next() ?? "";
    switch (token) {
      case "ActionMatches": {
        const [pattern, ...more] = this.values();
        const isOne = pattern !== undefined && more.length === 0;
        return isOne ? (action) => (matches(pattern, action) ? ALL : NONE) : undefined;
      }
      case "SubOperationMatches":
        return this.values().length === 1 ? OTHER : undefined;
      case "Exists":
        return this.next()?.startsWith("@") ? OTHER : undefined;
      default: {
        const operator = this.next() ?? "";
        const values = this.values();
        const isTest = token.startsWith("@") && /^\w/.test(operator) && values.length > 0;
        return isTest ? comparison(token, operator, values) : undefined;
      }
    }
  }

  /** One value, or several in braces. An attribute as a value is kept as its text. */
  private values(): string[] {
    if (!this.takes("{")) {
      return [textOf(this.next())].filter((value) => value !== undefined);
    }
    const values: string[] = [];
    do {
      const value = textOf(this.next());
      if (value === undefined) {
        return [];
      }
      values.push(value);
    } while (this.takes(","));
    return this.takes("}") ? values : [];
  }

  private takes(text: string): boolean {
    const isNext = this.tokens[this.position]?.toUpperCase() === text;
    this.position += isNext ? 1 : 0;
    return isNext;
  }

  private next(): string | undefined {
    return this.tokens[this.position++];
  }
}

/** Undefined for a symbol. */
function textOf(token = ""): string | undefined {
  if (token.startsWith("'")) {
    return token.slice(1, -1).replace(/\\(.)/g, "$1");
  }
  return /^[\w:.@-]/.test(token) ? token : undefined;
}

/**
 * Space, an attribute such as `@Request[…]`, a text, a symbol, or a word, which may name a function for several values, such as
 * `ForAnyOfAnyValues:StringEquals`. Each with a bound: V8 remembers each step of a match, on a stack that a long text overflows.
 */
const TOKEN = /\s{1,10000}|@\w{1,100}\[[^\]]{0,1000}\]|'(?:[^'\\]|\\.){0,10000}'|&&|\|\||[(){},!]|[\w:.-]{1,10000}/y;

/** The tokens of a condition; undefined for what is none. Azure, "Azure role assignment condition format and syntax". */
function tokensOf(condition: string): string[] | undefined {
  const tokens: string[] = [];
  TOKEN.lastIndex = 0;
  for (let position = 0; position < condition.length; position = TOKEN.lastIndex) {
    const [token] = TOKEN.exec(condition) ?? [];
    if (token === undefined) {
      return undefined;
    }
    if (token.trim() !== "") {
      tokens.push(token);
    }
  }
  return tokens;
}
