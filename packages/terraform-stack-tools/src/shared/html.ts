/** Text of the input as text of HTML or SVG. Characters that control the direction of text are shown as their number. */
export function escapedHtml(text: string): string {
  return text
    .replace(
      /[\p{Cf}\p{Cc}]/gu,
      (letter) => `U+${(letter.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")} `,
    )
    .replace(/[&<>"']/g, (letter) => `&#${letter.codePointAt(0)};`);
}
