import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { MANIFEST, templateFolders } from "./scenarios";
import tested from "./versions.json";

/** npm leaves files of this name out of packages, so templates have it without the dot. */
const GITIGNORE = ".gitignore";

type Versions = Readonly<Record<string, string>>;

/** The parts of a project's package.json that templates leave open: `*` is the version that this release is tested with. */
interface Manifest {
  readonly dependencies?: Versions;
  readonly devDependencies?: Versions;
}

/** The files of a project, by path: what all scenarios share, then those of its scenario. */
export function projectFiles(scenario: string): ReadonlyMap<string, string> {
  const folders = templateFolders(scenario).map(filesIn);
  const files = new Map(folders.flatMap((folder) => [...folder]));
  const manifests = folders.map((folder): Manifest => JSON.parse(folder.get(MANIFEST) ?? "{}"));
  const merged: Manifest = Object.assign({}, ...manifests);
  const pinned = {
    ...merged,
    dependencies: withVersions(merged.dependencies),
    devDependencies: withVersions(merged.devDependencies),
  };
  return files.set(MANIFEST, `${JSON.stringify(pinned, undefined, 2)}\n`);
}

/** What a project installs, with the versions. */
export function versionsIn(files: ReadonlyMap<string, string>): [name: string, version: string][] {
  const { dependencies, devDependencies }: Manifest = JSON.parse(files.get(MANIFEST) ?? "{}");
  return Object.entries({ ...dependencies, ...devDependencies });
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

function withVersions(dependencies: Versions = {}): Versions {
  const known: Versions = tested;
  return Object.fromEntries(
    Object.keys(dependencies).map((name) => {
      const version = known[name];
      if (version === undefined) {
        throw new Error(`a template depends on ${name}, of which versions.json has no version`);
      }
      return [name, version];
    }),
  );
}
