/** A part of a role assignment condition. */
export type Token =
  | { readonly kind: "word"; readonly text: string }
  | { readonly kind: "text"; readonly text: string }
  /** `@Request[…]` and the like, whole. */
  | { readonly kind: "attribute"; readonly text: string }
  | { readonly kind: "symbol"; readonly text: string };

/** Each with a bound: V8 remembers each step of a match, on a stack that a long text overflows. In the order in which they are tried. A word may name a function for several values, such as `ForAnyOfAnyValues:StringEquals`. */
const FORMS: readonly [kind: Token["kind"] | "space", form: RegExp][] = [
  ["space", /\s{1,10000}/y],
  ["attribute", /@\w{1,100}\[[^\]]{0,1000}\]/y],
  ["text", /'(?:[^'\\]|\\.){0,10000}'/y],
  ["symbol", /&&|\|\||[(){},!]/y],
  ["word", /[\w:.-]{1,10000}/y],
];

/** The tokens of a condition; undefined for what is none. Azure, "Azure role assignment condition format and syntax". */
export function tokensOf(condition: string): Token[] | undefined {
  const tokens: Token[] = [];
  let position = 0;
  while (position < condition.length) {
    const found = FORMS.find(([, form]) => {
      form.lastIndex = position;
      return form.test(condition);
    });
    if (found === undefined) {
      return undefined;
    }
    const [kind, { lastIndex: end }] = found;
    const text = condition.slice(position, end);
    position = end;
    if (kind === "text") {
      tokens.push({ kind, text: text.slice(1, -1).replace(/\\(.)/g, "$1") });
    } else if (kind !== "space") {
      tokens.push({ kind, text });
    }
  }
  return tokens;
}
