import type { ChangedPage } from "./changed";

/** What somebody reads who looks whether facts still hold. */
export function changesText(pages: readonly ChangedPage[]): string {
  if (pages.length === 0) {
    return "no page of these facts has changed";
  }
  const facts = pages.flatMap((page) => page.facts);
  const summary = `Changed pages: ${pages.length}. Facts to read again: ${facts.length}; mend what is wrong, then set 'read' and 'commit'.`;
  return [...pages.map(pageText), summary].join("\n\n");
}

function pageText({ page, source, facts, diff }: ChangedPage): string {
  const lines = facts.flatMap(({ id, sentence, read, usedIn }) => [
    `- ${id}, read on ${read}: ${sentence}`,
    `  ${usedIn.join(", ")}`,
  ]);
  return [`# "${page}" (${source})`, ...lines, "", diff?.trimEnd() ?? "The page is gone: find what replaces it."].join(
    "\n",
  );
}
