/** Longer texts are cut off, so that a message stays readable in a terminal. */
const MAXIMUM_LENGTH = 200;

/** Untrusted text for a message: quoted, on one line, without characters that a terminal would interpret. */
export function quoted(text: string): string {
  const limited = text.length > MAXIMUM_LENGTH ? `${text.slice(0, MAXIMUM_LENGTH)}…` : text;
  return `'${limited.replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, codePoint)}'`;
}

function codePoint(letter: string): string {
  return `\\u{${letter.codePointAt(0)?.toString(16)}}`;
}
