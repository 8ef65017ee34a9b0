/** A name as engines have it: a letter that controls a terminal, which none has, is written as an escape sequence. */
export function identifier(text: string): string {
  return text.replace(/\p{Cc}/gu, (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, "0")}`);
}
