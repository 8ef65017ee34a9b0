/** A report, whatever it is written in. All texts are plain: a writer escapes them. */
export type Part =
  | { readonly kind: "heading"; readonly text: string; readonly level: 2 | 3 | 4 }
  | { readonly kind: "sentence"; readonly text: Inline }
  /** What is told in a line each, such as the versions of programs. */
  | { readonly kind: "facts"; readonly items: readonly (readonly [term: string, text: Inline])[] }
  | { readonly kind: "table"; readonly heads: readonly string[]; readonly rows: readonly (readonly Inline[])[] }
  /** A diff. Without lines, the summary is all that there is to say. */
  | { readonly kind: "lines"; readonly summary: Inline; readonly lines: readonly string[] }
  /** What a reader copies. */
  | { readonly kind: "code"; readonly language: string; readonly lines: readonly string[] }
  | { readonly kind: "collapsed"; readonly summary: string; readonly parts: readonly Part[] };

/** A run of text, or several. */
export type Inline = Run | readonly Run[];

export type Run = string | Code | Strong | Mark;

interface Code {
  readonly code: string;
}

interface Strong {
  readonly strong: string;
}

/** A word about a change, which has a color and a sign as well: not everybody tells red from green. */
export interface Mark {
  readonly mark: string;
  readonly tone: Tone;
}

export type Tone = "added" | "granted" | "removed" | "replaced" | "changed" | "unclear" | "kept";

export const SIGNS: Readonly<Record<Tone, string>> = {
  added: "+",
  granted: "+",
  removed: "−",
  replaced: "±",
  changed: "~",
  unclear: "?",
  kept: "=",
};

export function runs(inline: Inline): readonly Run[] {
  return isRun(inline) ? [inline] : inline;
}

function isRun(inline: Inline): inline is Run {
  return typeof inline === "string" || "code" in inline || "strong" in inline || "mark" in inline;
}

export function heading(text: string, level: 2 | 3 | 4): Part {
  return { kind: "heading", text, level };
}

export function sentence(text: string): Part {
  return { kind: "sentence", text };
}

/** Several pieces of code, with commas in between. */
export function codes(texts: readonly string[]): readonly Run[] {
  return texts.flatMap((code, index): Run[] => [...(index > 0 ? [", "] : []), { code }]);
}

/** Some of them, so many that they are read. */
export function someCodes(texts: readonly string[], most = 5): readonly Run[] {
  const left = texts.length - most;
  return left > 1 ? [...codes(texts.slice(0, most)), ` and ${left} others`] : codes(texts);
}

/** A sentence in which words between backticks are code. */
export function withCode(text: string): readonly Run[] {
  return text
    .split(/(`[^`]+`)/)
    .filter((part) => part !== "")
    .map((part) => (/^`[^`]+`$/.test(part) ? { code: part.slice(1, -1) } : part));
}
