import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { withAbsoluteLinks } from "../absolute-links";
import { sectionOf } from "./changelog";
import { type ReleasedPackage, releasedPackages } from "./packages";

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

// Without a tag, a release is only tried.
const text = notes(process.env.RELEASE_TAG);
mkdirSync(FOLDER, { recursive: true });
writeFileSync(join(FOLDER, "notes.md"), text);
