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

export interface Symbol {
  readonly kind: "symbol";
  readonly text: string;
}

export interface Name {
  readonly kind: "name";
  readonly text: string;
  /** Offset of its first letter in the text that was read. */
  readonly start: number;
}

export interface Heredoc {
  readonly kind: "heredoc";
  /** Whether it begins with `<<-`: the indentation that all of its lines share does not count. */
  readonly isIndented: boolean;
  readonly template: Template;
}

export interface Fault {
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

export function isSymbol(token: Token | undefined, text: string): boolean {
  return token?.kind === "symbol" && token.text === text;
}

/** The position of the bracket that closes the one at a position; undefined where nothing does. */
export function closingBracket(tokens: readonly Token[], opening: number): number | undefined {
  let depth = 0;
  for (let index = opening; index < tokens.length; index++) {
    const token = tokens[index];
    if (["(", "[", "{"].some((bracket) => isSymbol(token, bracket))) {
      depth++;
    } else if ([")", "]", "}"].some((bracket) => isSymbol(token, bracket))) {
      depth--;
    }
    if (depth === 0) {
      return index;
    }
  }
  return undefined;
}
