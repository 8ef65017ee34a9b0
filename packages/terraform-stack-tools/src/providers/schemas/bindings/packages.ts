import { readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { quoted } from "../../../stack/quoted";
import type { Bindings } from "./bindings";

/** The bindings for one of these names in `node_modules` and `.gen` of a folder and of those above it, the nearest first. */
export function packagesNear(folder: string, names: readonly string[]): Bindings[] {
  return foldersUp(folder)
    .flatMap((above) => names.flatMap((name) => placesIn(above, name)))
    .filter(isFolder)
    .map((root) => ({ path: quoted(root), read: (type) => declarationsIn(join(root, type)) }));
}

/** A folder and those above it. */
export function foldersUp(folder: string): string[] {
  const above = dirname(folder);
  return above === folder ? [folder] : [folder, ...foldersUp(above)];
}

function placesIn(folder: string, name: string): string[] {
  return [
    join(folder, ".gen", "providers", name),
    ...["@cdktf", "@cdktn"].map((scope) => join(folder, "node_modules", scope, `provider-${name}`, "lib")),
  ];
}

/** Large types have their structures in files of a folder of their own. */
function declarationsIn(folder: string): string | undefined {
  if (!isFolder(folder)) {
    return undefined;
  }
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".ts"));
  return files.map((name) => readFileSync(join(folder, name), "utf8")).join("\n");
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}
