/** A report, whatever it is written in. All texts are plain: a writer escapes them. */
export type Part =
  | { readonly kind: "heading"; readonly text: string; readonly level: 2 | 3 }
  | { readonly kind: "sentence"; readonly text: Inline }
  | { readonly kind: "table"; readonly heads: readonly string[]; readonly rows: readonly (readonly Inline[])[] }
  | { readonly kind: "lines"; readonly summary: Inline; readonly lines: readonly string[] }
  | { readonly kind: "collapsed"; readonly summary: string; readonly parts: readonly Part[] }
  | { readonly kind: "diagram"; readonly lines: readonly string[] };

/** A run of text, or several. */
export type Inline = string | Code | Strong | readonly (string | Code | Strong)[];

export interface Code {
  readonly code: string;
}

export interface Strong {
  readonly strong: string;
}

export function runs(inline: Inline): readonly (string | Code | Strong)[] {
  return isRun(inline) ? [inline] : inline;
}

function isRun(inline: Inline): inline is string | Code | Strong {
  return typeof inline === "string" || "code" in inline || "strong" in inline;
}

export function heading(text: string, level: 2 | 3): Part {
  return { kind: "heading", text, level };
}

export function sentence(text: string): Part {
  return { kind: "sentence", text };
}
