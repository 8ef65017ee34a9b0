import { closingBracket, isSymbol, readExpression, type Token } from "./lexer";
import { stringOf } from "./template";

/** A type of Terraform, as `variable.type` has it. */
export type Type =
  | { readonly name: "string" | "number" | "bool" | "any" }
  | { readonly name: "list" | "set" | "map"; readonly element: Type }
  | { readonly name: "tuple"; readonly elements: readonly Type[] }
  | { readonly name: "object"; readonly attributes: readonly Attribute[] };

interface Attribute {
  readonly name: string;
  readonly type: Type;
  readonly isOptional: boolean;
}

const ANY: Type = { name: "any" };

/** `any` for what cannot be read. */
export function parseType(text: string): Type {
  return typeIn(readExpression(text));
}

function typeIn([first, ...rest]: readonly Token[]): Type {
  const name = wordOf(first);
  const [own = []] = membersIn(rest) ?? [];
  switch (name) {
    case "list":
    case "set":
    case "map":
      return own.length === 0 ? ANY : { name, element: typeIn(own) };
    case "tuple":
    case "object": {
      const members = membersIn(own);
      if (members === undefined) {
        return ANY;
      }
      return name === "tuple"
        ? { name, elements: members.map(typeIn) }
        : { name, attributes: members.map(attributeIn) };
    }
    case "string":
    case "number":
    case "bool":
      return { name };
    default:
      return ANY;
  }
}

function attributeIn([first, _sign, ...type]: readonly Token[]): Attribute {
  const name = first.kind === "string" ? (stringOf(first.template) ?? "") : wordOf(first);
  // The second member is the default.
  const [own = []] = (wordOf(type[0]) === "optional" && membersIn(type.slice(1))) || [type];
  return { name, type: typeIn(own), isOptional: own !== type };
}

/** What commas or line breaks separate in the bracket that tokens begin with; undefined where they begin with none. */
function membersIn(tokens: readonly Token[]): Token[][] | undefined {
  const end = ["(", "[", "{"].includes(wordOf(tokens[0])) ? closingBracket(tokens, 0) : undefined;
  if (end === undefined) {
    return undefined;
  }
  const members: Token[][] = [[]];
  for (let index = 1; index < end; index++) {
    const token = tokens[index];
    if (token.kind === "newline" || isSymbol(token, ",")) {
      members.push([]);
      continue;
    }
    const last = closingBracketOr(tokens, index);
    members[members.length - 1].push(...tokens.slice(index, last + 1));
    index = last;
  }
  return members.filter(({ length }) => length > 0);
}

/** The place where a bracket at a position closes, or the position itself. */
function closingBracketOr(tokens: readonly Token[], index: number): number {
  return ["(", "[", "{"].includes(wordOf(tokens[index])) ? (closingBracket(tokens, index) ?? index) : index;
}

/** A name or a symbol as it is written. Anything else has no meaning in a type, except as the name of an attribute. */
function wordOf(token: Token | undefined): string {
  return token?.kind === "name" || token?.kind === "symbol" ? token.text : "";
}
