/** A page at the top of this repository for readers elsewhere: its links and pictures lead to the repository on GitHub. */
export function withAbsoluteLinks(markdown: string, repository: string): string {
  const files = repository.replace("https://github.com/", "https://raw.githubusercontent.com/");
  return markdown
    .replace(/\]\((?![a-z]+:|#)(?:\.\/)?([^)\s]+)/g, `](${repository}/blob/main/$1`)
    .replace(/\b(src|srcset)="(?![a-z]+:)/g, `$1="${files}/main/`);
}
