import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { withAbsoluteLinks } from "../absolute-links";

/** An npm package of this repository. All of them are released together, with one version. */
interface ReleasedPackage {
  /** Its folder from the top of the repository; empty for the constructs. */
  readonly folder: string;
  readonly name: string;
  readonly version: string;
}

/** The constructs, then the packages of plain TypeScript. */
export function releasedPackages(): ReleasedPackage[] {
  const others = readdirSync(join(PROJECT, "packages")).map((name) => `packages/${name}`);
  return ["", ...others].map((folder) => {
    const { name, version } = JSON.parse(readFileSync(join(PROJECT, folder, "package.json"), "utf8"));
    return { folder, name, version };
  });
}

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

const PROJECT = join(__dirname, "../..");
const FOLDER = join(PROJECT, "dist/release");

/** What a release says of itself: for each package, what its changelog says. */
function notes(tag: string | undefined): string {
  const { repository } = JSON.parse(readFileSync(join(PROJECT, "package.json"), "utf8"));
  const url = repository.url.replace(/\.git$/, "");
  const parts = releasedPackages().map((one) => {
    const changelog = readFileSync(join(PROJECT, one.folder, "CHANGELOG.md"), "utf8");
    const section = sectionOf(changelog, tag ? versionOf(tag, one) : "Unreleased");
    return `## ${one.name}\n\n${withAbsoluteLinks(section, url, one.folder)}\n`;
  });
  return parts.join("\n");
}

/** The version of a tag such as `v1.2.0`, which must be that of every package. */
function versionOf(tag: string, { name, version }: ReleasedPackage): string {
  if (tag !== `v${version}`) {
    throw new Error(
      `the tag must be v${version}, the version in package.json of ${name}, got '${tag}'; change one of them`,
    );
  }
  return version;
}

if (require.main === module) {
  // Without a tag, a release is only tried.
  const text = notes(process.env.RELEASE_TAG);
  mkdirSync(FOLDER, { recursive: true });
  writeFileSync(join(FOLDER, "notes.md"), text);
}
