import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { packageJson } from "./package-json";
import { MANIFEST, templateFolders } from "./scenarios";

/** npm leaves files of this name out of packages, so templates have it without the dot. */
const GITIGNORE = ".gitignore";

/** The files of a project, by path: what all scenarios share, then those of its scenario. */
export function projectFiles(scenario: string, source: string): ReadonlyMap<string, string> {
  const folders = templateFolders(scenario).map(filesIn);
  const files = new Map(folders.flatMap((folder) => [...folder]));
  const manifests = folders.map((folder) => folder.get(MANIFEST) ?? "{}");
  return files.set(MANIFEST, packageJson(manifests, source));
}

function filesIn(folder: string): Map<string, string> {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return new Map(
    entries.map(({ parentPath, name }) => [
      join(relative(folder, parentPath), name === GITIGNORE.slice(1) ? GITIGNORE : name),
      readFileSync(join(parentPath, name), "utf8"),
    ]),
  );
}
