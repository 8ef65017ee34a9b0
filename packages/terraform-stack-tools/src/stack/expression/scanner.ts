const SPACE = /(?:[ \t\n]|\r\n|#[^\n]*|\/\/[^\n]*)+/y;
const COMMENT = /\/\*[\s\S]*?\*\//y;

/** A position in a text, and what moves it. */
export class Scanner {
  protected position = 0;
  /** Without it, the rest of the text would be searched for the end of each comment that has none. */
  private readonly endOfLastComment: number;

  constructor(protected readonly source: string) {
    this.endOfLastComment = source.lastIndexOf("*/");
  }

  /** Skips what a sticky pattern matches here. */
  protected match(pattern: RegExp): string | undefined {
    const start = this.position;
    pattern.lastIndex = start;
    if (!pattern.test(this.source)) {
      return undefined;
    }
    this.position = pattern.lastIndex;
    return this.source.slice(start, this.position);
  }

  /** Skips one letter. */
  protected letter(): string {
    const code = this.source.codePointAt(this.position);
    const letter = code === undefined ? "" : String.fromCodePoint(code);
    this.position += letter.length;
    return letter;
  }

  /** Skips spaces and comments, and tells whether a line ended on the way. */
  protected skipSpace(): boolean {
    let hasLineBreak = false;
    for (;;) {
      const space = this.match(SPACE) ?? (this.position < this.endOfLastComment ? this.match(COMMENT) : undefined);
      if (space === undefined) {
        return hasLineBreak;
      }
      hasLineBreak ||= !space.startsWith("/*") && space.includes("\n");
    }
  }

  /** Skips a line that consists of a word, but not its line break, which may separate members of an object. */
  protected skipLineOf(word: string): boolean {
    const start = this.position;
    const line = this.match(/[^\n]*(?=\n)/y);
    if (line?.trim() === word) {
      return true;
    }
    this.position = start;
    return false;
  }
}
