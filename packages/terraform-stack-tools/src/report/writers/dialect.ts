import { inFence } from "./markdown-text";

/** Where the Markdown is shown. They read the same, but for diagrams. */
export const DIALECTS = ["github", "gitlab", "azure-devops"] as const;

export type Dialect = (typeof DIALECTS)[number];

/** The lines of a diagram. A label has none of the signs that end it. */
export function diagram(lines: readonly string[], dialect: Dialect): readonly string[] {
  const [start, end] = dialect === "azure-devops" ? ["::: mermaid", ":::"] : ["```mermaid", "```"];
  return [start, ...lines.map(inFence), end];
}
