/** A bound, as in every pattern here: V8 remembers each step of a match, on a stack that a long text overflows. */
const SPACE = /(?:[ \t\n]|\r\n){1,10000}/y;

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
      const space = this.match(SPACE);
      if (space !== undefined) {
        hasLineBreak ||= space.includes("\n");
      } else if (!this.skipComment()) {
        return hasLineBreak;
      }
    }
  }

  private skipComment(): boolean {
    if (this.source.startsWith("#", this.position) || this.source.startsWith("//", this.position)) {
      this.position = this.endOfLine() ?? this.source.length;
      return true;
    }
    if (this.position >= this.endOfLastComment || !this.source.startsWith("/*", this.position)) {
      return false;
    }
    const end = this.source.indexOf("*/", this.position + 2);
    this.position = end === -1 ? this.position : end + 2;
    return end !== -1;
  }

  /** Skips a line that consists of a word, but not its line break, which may separate members of an object. */
  protected skipLineOf(word: string): boolean {
    const end = this.endOfLine();
    if (end === undefined || this.source.slice(this.position, end).trim() !== word) {
      return false;
    }
    this.position = end;
    return true;
  }

  private endOfLine(): number | undefined {
    const end = this.source.indexOf("\n", this.position);
    return end === -1 ? undefined : end;
  }
}
