import { existsSync, readFileSync } from "node:fs";
import { basename, dirname, join, relative, resolve, sep } from "node:path";
import { ownManifest, PACKAGE_FOLDER } from "../../shared/own-package";
import { objectOf, textOf } from "../../terraform/json";
import { parseJson } from "../../terraform/json-text";

const FILE = "file:";

/**
 * What a project must depend on to get this package: its version, or the file from which npm installed it here, since
 * the registry may not have that version.
 * @param folder the folder of the project, from which the path of the file is written
 * @param packageFolder where this package is installed
 */
export function ownSource(folder: string, packageFolder = PACKAGE_FOLDER): string {
  const modules = dirname(packageFolder);
  const lockfile = join(modules, ".package-lock.json");
  if (basename(modules) !== "node_modules" || !existsSync(lockfile)) {
    return ownVersion();
  }
  const packages = objectOf(objectOf(parseJson(readFileSync(lockfile, "utf8"))).packages);
  const resolved = textOf(objectOf(packages[`node_modules/${basename(packageFolder)}`]).resolved);
  if (!resolved.startsWith(FILE)) {
    return ownVersion();
  }
  const file = resolve(dirname(modules), resolved.slice(FILE.length));
  return FILE + relative(folder, file).split(sep).join("/");
}

export function ownVersion(): string {
  return textOf(ownManifest().version);
}
