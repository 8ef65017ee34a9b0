import { isUtf8 } from "node:buffer";
import { EXPRESSION } from "../../stack/expression/written-text";
import type { Json } from "../../stack/json";
import { parseJson } from "../../stack/json-text";

/** A string of JSON, or an expression that stands where a number or an object would. */
const STRING_OR_EXPRESSION = /"(?:[^"\\]|\\.)*"?|\$\{\}/gs;

/** The object or list that a text is in JSON, in which `${}` stands for each expression; undefined where it is none. */
export function documentIn(text: string): Json | undefined {
  const trimmed = text.replace(/^\uFEFF/, "").trim();
  return /^[{[]/.test(trimmed) ? (parsed(trimmed) ?? parsed(withNull(trimmed))) : undefined;
}

function withNull(text: string): string {
  return text.replace(STRING_OR_EXPRESSION, (found) => (found === EXPRESSION ? "null" : found));
}

function parsed(text: string): Json | undefined {
  try {
    return parseJson(text);
  } catch {
    return undefined;
  }
}

/** Nothing shorter is a secret, and most words are letters of base64. */
const BASE64 = /(?<![\w+/-])[A-Za-z0-9+/]{12,}={0,2}(?![\w+/=-])/g;
/** As `base64` breaks its lines. */
const LINES = /^[A-Za-z0-9+/]+(?:\r?\n[A-Za-z0-9+/]+)+={0,2}\s*$/;
const INVISIBLE = /[^\P{Cc}\s]/u;

/** What is written in base64 within a text, as far as it is a text too. */
export function decodedTexts(text: string): string[] {
  const found = LINES.test(text) ? [text.replace(/\s/g, "")] : [...text.matchAll(BASE64)].map(([one]) => one);
  return found.flatMap((one) => {
    const bytes = Buffer.from(one, "base64");
    const decoded = isUtf8(bytes) ? bytes.toString("utf8") : "";
    return decoded === "" || INVISIBLE.test(decoded) ? [] : [decoded];
  });
}
