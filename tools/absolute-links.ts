import { posix } from "node:path";

/**
 * A page of this repository for readers elsewhere: its links and pictures lead to the repository on GitHub.
 * @param folder the one of the page, from the top of the repository
 */
export function withAbsoluteLinks(markdown: string, repository: string, folder = ""): string {
  const files = repository.replace("https://github.com/", "https://raw.githubusercontent.com/");
  return markdown
    .replace(/\]\((?![a-z]+:|#)([^)\s]+)/g, (_link, path) => `](${repository}/blob/main/${posix.join(folder, path)}`)
    .replace(/\b(src|srcset)="(?![a-z]+:)/g, `$1="${files}/main/`);
}
