import { quoted } from "../quoted";

/** A list or an object that is not closed yet. */
interface Container {
  /** The keys of an object so far; undefined for a list. */
  readonly keys?: Set<string>;
  /** The key or the index of the member that is read. */
  member: string | number;
}

/** Everything between the letters that matter. */
const NEXT = /[^"[\]{},\d-]*/y;
const NUMBER = /-?\d[-+.\deE]*/y;
const COLON = /\s*:/y;

/** What `JSON.parse` loses in silence from a text that it can read; undefined where it loses nothing. */
export function lossIn(text: string): string | undefined {
  const open: Container[] = [];
  let position = endOf(NEXT, text, 0);
  while (position < text.length) {
    const container = open[open.length - 1];
    let end = position + 1;
    switch (text[position]) {
      case "{":
        open.push({ keys: new Set(), member: "" });
        break;
      case "[":
        open.push({ member: 0 });
        break;
      case "}":
      case "]":
        open.pop();
        break;
      case ",":
        if (typeof container?.member === "number") {
          container.member++;
        }
        break;
      case '"':
        end = endOfString(text, position);
        if (container?.keys !== undefined && endOf(COLON, text, end) > end) {
          const key = keyOf(text.slice(position, end));
          container.member = key;
          if (container.keys.has(key)) {
            return `has the key ${quoted(placeOf(open))} twice`;
          }
          container.keys.add(key);
        }
        break;
      default: {
        end = endOf(NUMBER, text, position);
        const number = text.slice(position, end);
        if (!isExact(number)) {
          return `has a number in ${quoted(placeOf(open))} that would lose digits, ${quoted(number)}; write it as a text`;
        }
      }
    }
    position = endOf(NEXT, text, end);
  }
  return undefined;
}

function endOf(pattern: RegExp, text: string, start: number): number {
  pattern.lastIndex = start;
  return pattern.test(text) ? pattern.lastIndex : start;
}

function endOfString(text: string, start: number): number {
  for (let quote = text.indexOf('"', start + 1); ; quote = text.indexOf('"', quote + 1)) {
    let escapes = quote;
    while (text[escapes - 1] === "\\") {
      escapes--;
    }
    if ((quote - escapes) % 2 === 0) {
      return quote + 1;
    }
  }
}

function keyOf(source: string): string {
  return source.includes("\\") ? JSON.parse(source) : source.slice(1, -1);
}

/** Whether the number that JavaScript reads is written with the same digits. */
function isExact(source: string): boolean {
  return /^-?[1-9]\d{0,14}$/.test(source) || digitsOf(source) === digitsOf(String(Number(source)));
}

/** The digits that count with the power of ten of the last one; undefined for what is not finite. */
function digitsOf(source: string): string | undefined {
  const parts = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([-+]?\d+))?$/.exec(source);
  if (parts === null) {
    return undefined;
  }
  const [, sign, whole, fraction = "", exponent = "0"] = parts;
  const digits = `${whole}${fraction}`.replace(/^0+/, "");
  const significant = digits.replace(/0+$/, "");
  const power = Number(exponent) - fraction.length + digits.length - significant.length;
  return significant === "" ? `${sign}0` : `${sign}${significant}e${power}`;
}

function placeOf(open: readonly Container[]): string {
  return open
    .map(({ member }, index) => (typeof member === "number" ? `[${member}]` : `${index === 0 ? "" : "."}${member}`))
    .join("");
}
