import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { writeProjectFile } from "./inputs";

const PROJECT = join(__dirname, "..");

/** What Dependabot updates. */
export const SOURCES = [".github/workflows", ".github/actions"];

/** What others get: apps, examples and snippets. */
export const COPIES = ["packages/create-cdktf-acr-aks/templates", "examples", "docs"];

const USE = /(?<=uses: )(?<action>[\w-]+\/[\w./-]+)@(?<pin>[\w.]+(?: # v[\d.]*\d)?)/g;

/** Files that may name an action, with their texts. */
export function textsIn(folders: readonly string[]): [path: string, text: string][] {
  const names = folders.flatMap((folder) =>
    readdirSync(join(PROJECT, folder), { recursive: true, encoding: "utf8" }).map((name) => join(folder, name)),
  );
  const paths = names.filter((name) => /\.(ya?ml|md|ts)$/.test(name) && !name.includes("node_modules"));
  return paths.map((path) => [path, readFileSync(join(PROJECT, path), "utf8")]);
}

/** The actions of GitHub, each with the commit that it is used at and the version as a comment. */
export function usesIn(folders: readonly string[]) {
  return textsIn(folders).flatMap(([path, text]) =>
    [...text.matchAll(USE)].map(({ groups }) => ({ path, action: groups?.action ?? "", pin: groups?.pin ?? "" })),
  );
}

/** Gives the copies the pins of the sources. */
export function copyPins(): void {
  const pins = new Map(usesIn(SOURCES).map(({ action, pin }) => [action, pin]));
  for (const [path, text] of textsIn(COPIES)) {
    const pinned = text.replace(USE, (_, action: string, pin: string) => `${action}@${pins.get(action) ?? pin}`);
    if (pinned !== text) {
      writeProjectFile(path, pinned);
    }
  }
}
