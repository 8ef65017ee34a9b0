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
const SHORTEST = 12;
/** No pattern here matches a long run of letters at once: V8 remembers each step, on a stack that overflows. */
const NOT_BASE64 = /[^A-Za-z0-9+/]/;
const BETWEEN_WORDS = /[^\w+/-]{1,10000}/g;
const END_OF_BASE64 = /^={0,2}(?![\w+/=-])/;
const INVISIBLE = /[^\P{Cc}\s]/u;

/** What is written in base64 within a text, as far as it is a text too. */
export function decodedTexts(text: string): string[] {
  const found = brokenIntoLines(text) ?? wordsInBase64(text);
  return found.flatMap((one) => {
    const bytes = Buffer.from(one, "base64");
    const decoded = isUtf8(bytes) ? bytes.toString("utf8") : "";
    return decoded === "" || INVISIBLE.test(decoded) ? [] : [decoded];
  });
}

/** The letters without the line breaks that `base64` puts between them; undefined where there is anything else. */
function brokenIntoLines(text: string): string[] | undefined {
  const lines = text
    .trimEnd()
    .replace(/={1,2}$/, "")
    .split(/\r?\n/);
  return lines.length > 1 && lines.every((line) => line !== "" && !NOT_BASE64.test(line))
    ? [lines.join("")]
    : undefined;
}

function wordsInBase64(text: string): string[] {
  const found: string[] = [];
  let start = 0;
  const add = (end: number) => {
    const word = text.slice(start, end);
    if (word.length >= SHORTEST && !NOT_BASE64.test(word) && END_OF_BASE64.test(text.slice(end, end + 3))) {
      found.push(word);
    }
  };
  for (const { index, 0: between } of text.matchAll(BETWEEN_WORDS)) {
    add(index);
    start = index + between.length;
  }
  add(text.length);
  return found;
}
