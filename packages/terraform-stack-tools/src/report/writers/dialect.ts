import { inFence } from "./markdown-text";

/** Where the Markdown is shown: in comments, or in a wiki. They read the same, but for diagrams. */
export const DIALECTS = ["github", "gitlab", "azure-devops", "azure-devops-wiki"] as const;

export type Dialect = (typeof DIALECTS)[number];

/**
 * The lines of a diagram; none where it would be shown as text. A label has none of the signs that end it. Azure DevOps,
 * "Markdown guidance": it draws diagrams in wikis and in the preview of files, between signs of its own.
 */
export function diagram(lines: readonly string[], dialect: Dialect): readonly string[] {
  switch (dialect) {
    case "github":
    case "gitlab":
      return ["```mermaid", ...lines.map(inFence), "```"];
    case "azure-devops":
      return [];
    case "azure-devops-wiki":
      return ["::: mermaid", ...lines.map(inFence), ":::"];
  }
}
