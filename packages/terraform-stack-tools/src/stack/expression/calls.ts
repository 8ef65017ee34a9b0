import { closingBracket, isSymbol, type Template, type Token } from "./token";

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
export function membersAt(tokens: readonly Token[], opening: number): [number, number][] {
  const closing = closingBracket(tokens, opening) ?? tokens.length;
  const ends = [...commas(tokens.slice(opening + 1, closing)).map((at) => opening + 1 + at), closing];
  return ends.map((end, index) => [offset(tokens[index === 0 ? opening : ends[index - 1]]) + 1, offset(tokens[end])]);
}

/** The places of the commas that are in no bracket. */
function commas(tokens: readonly Token[]): number[] {
  let depth = 0;
  return tokens.flatMap((token, index) => {
    if (token.kind === "symbol") {
      depth += Number(/^[([{]$/.test(token.text)) - Number(/^[)\]}]$/.test(token.text));
    }
    return depth === 0 && isSymbol(token, ",") ? [index] : [];
  });
}

function offset(token: Token | undefined): number {
  return token?.kind === "symbol" ? (token.start ?? 0) : 0;
}
