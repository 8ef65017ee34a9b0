import { Fn, Token, Tokenization } from "cdktf";

const PARTS = { join: (left: unknown, right: unknown) => [left, right].flat() };

/**
 * A text as an operand of `Fn`. cdktf renders texts that mix tokens and letters wrongly there, so Terraform joins the
 * parts. It escapes neither `\` nor `%{` in a literal and fails on `"`, so literals that are not plain are encoded in
 * base64.
 */
export function operand(text: string): string {
  if (!Token.isUnresolved(text)) {
    return literal(text);
  }
  const parts = Tokenization.reverseString(Token.asString(text)).join(PARTS);
  return Array.isArray(parts)
    ? Fn.join(
        "",
        parts.map((part) => (Token.isUnresolved(part) ? part : literal(part))),
      )
    : text;
}

function literal(text: string): string {
  return /^[-\w.@/:]*$/.test(text) ? text : Fn.base64decode(Buffer.from(text).toString("base64"));
}
