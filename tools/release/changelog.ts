/**
 * What the changelog says of a version, without the heading.
 * @param version such as `1.2.0`; `Unreleased` for what no release has yet
 * @throws if there is no such section or nothing in it, or if what it changes or removes comes without words for those who upgrade
 */
export function sectionOf(changelog: string, version: string): string {
  const sections = changelog.split(/^## /m).slice(1);
  const found = sections.find((section) => section.split(/\s/)[0] === version);
  const text = found?.split("\n").slice(1).join("\n").trim();
  if (!text) {
    throw new Error(`CHANGELOG.md must say what is new in ${version}; add a section '## ${version}' with entries`);
  }
  if (/^### (Changed|Removed)$/m.test(text) && !/^### Upgrading$/m.test(text)) {
    throw new Error(
      `CHANGELOG.md must say what users do to get to ${version}, which changes or removes something; add a heading '### Upgrading'`,
    );
  }
  return text;
}
