/**
 * Letters that nobody sees: they turn the direction of those after them, end a line, join or tag. Not the two joiners
 * that scripts and emojis are written with. Unicode, "Bidirectional Algorithm", "Explicit Directional Formatting Characters".
 */
const HIDDEN = /[\p{Bidi_Control}\u200b\u2028\u2029\u2060-\u2064\ufeff\u{e0000}-\u{e007f}]/gu;

/** A text of JSON or HCL in which such letters are written as escape sequences. */
export function withVisibleLetters(text: string): string {
  return text.replace(HIDDEN, (letter) => letter.split("").map(escapeUnit).join(""));
}

function escapeUnit(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`;
}

/** The same for HCL, where one sequence stands for a letter beyond U+FFFF. */
export function withVisibleLettersOfHcl(text: string): string {
  return text.replace(HIDDEN, (letter) =>
    letter.length === 1 ? escapeUnit(letter) : `\\U${letter.codePointAt(0)?.toString(16).padStart(8, "0")}`,
  );
}

/** A name as engines have it: a letter that controls a terminal, which none has, is written as an escape sequence. */
export function identifier(text: string): string {
  return text.replace(/\p{Cc}/gu, escapeUnit);
}
