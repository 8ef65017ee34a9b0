import type { Page } from "./pages";

/** What follows `#` in links to the page: its headings, as GitHub names them, and the anchors that it sets itself. */
export function anchorsOf({ headings, text }: Page): Set<string> {
  const anchors = new Set<string>();
  for (const heading of headings) {
    const slug = heading
      .replace(/\[([^\]]*)\]\([^)]*\)/g, "$1")
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, "")
      .replace(/ /g, "-");
    let anchor = slug;
    for (let count = 1; anchors.has(anchor); count++) {
      anchor = `${slug}-${count}`;
    }
    anchors.add(anchor);
  }
  for (const [, anchor] of text.matchAll(/<\w+ [^>]*(?:id|name)="([^"]+)"/g)) {
    anchors.add(anchor);
  }
  return anchors;
}

/** The targets of links and images, in Markdown and in the HTML that GitHub renders, outside of code. */
export function targetsOf({ lines }: Page): string[] {
  const prose = lines.join("\n").replace(/`[^`]*`/g, "");
  const markdown = [...prose.matchAll(/\]\(([^)\s]+)[^)]*\)/g)];
  const html = [...prose.matchAll(/(?:href|src|srcset)="([^"\s]+)/g)];
  return [...markdown, ...html].map(([, target]) => target);
}
