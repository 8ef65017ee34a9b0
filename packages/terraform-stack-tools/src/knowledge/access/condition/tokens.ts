/** A part of a role assignment condition. */
export type Token =
  | { readonly kind: "word"; readonly text: string }
  | { readonly kind: "text"; readonly text: string }
  /** `@Request[…]` and the like, whole. */
  | { readonly kind: "attribute"; readonly text: string }
  | { readonly kind: "symbol"; readonly text: string };

/** In the order in which they are tried. A word may name a function for several values, such as `ForAnyOfAnyValues:StringEquals`. */
const FORMS: readonly [kind: Token["kind"] | "space", form: RegExp][] = [
  ["space", /\s+/y],
  ["attribute", /@\w+\[[^\]]*\]/y],
  ["text", /'(?:[^'\\]|\\.)*'/y],
  ["symbol", /&&|\|\||[(){},!]/y],
  ["word", /[\w:.-]+/y],
];

/** The tokens of a condition; undefined for what is none. Azure, "Azure role assignment condition format and syntax". */
export function tokensOf(condition: string): Token[] | undefined {
  const tokens: Token[] = [];
  let position = 0;
  while (position < condition.length) {
    const found = FORMS.map(([kind, form]) => ({ kind, text: textAt(condition, position, form) })).find(
      ({ text }) => text !== undefined,
    );
    if (found?.text === undefined) {
      return undefined;
    }
    position += found.text.length;
    if (found.kind === "text") {
      tokens.push({ kind: "text", text: found.text.slice(1, -1).replace(/\\(.)/g, "$1") });
    } else if (found.kind !== "space") {
      tokens.push({ kind: found.kind, text: found.text });
    }
  }
  return tokens;
}

function textAt(condition: string, position: number, form: RegExp): string | undefined {
  form.lastIndex = position;
  return form.exec(condition)?.[0];
}
