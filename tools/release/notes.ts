import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { sectionOf } from "./changelog";

const PROJECT = join(__dirname, "../..");
const FOLDER = join(PROJECT, "dist/release");

/** The version of a tag such as `v1.2.0`, which must be that of the package. */
function versionOf(tag: string): string {
  const { version } = JSON.parse(readFileSync(join(PROJECT, "package.json"), "utf8"));
  if (tag !== `v${version}`) {
    throw new Error(`the tag must be v${version}, the version in package.json, got '${tag}'; change one of them`);
  }
  return version;
}

/** Writes what a release says of itself to `dist/release/notes.md`. Without a tag in `RELEASE_TAG`, a release is only tried. */
function writeNotes(tag: string | undefined): void {
  const changelog = readFileSync(join(PROJECT, "CHANGELOG.md"), "utf8");
  mkdirSync(FOLDER, { recursive: true });
  writeFileSync(join(FOLDER, "notes.md"), `${sectionOf(changelog, tag ? versionOf(tag) : "Unreleased")}\n`);
}

writeNotes(process.env.RELEASE_TAG);
