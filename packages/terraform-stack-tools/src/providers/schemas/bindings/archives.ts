import { type Dirent, existsSync, readdirSync, readFileSync } from "node:fs";
import { join, posix } from "node:path";
import { quoted } from "../../../stack/quoted";
import type { Bindings } from "./bindings";
import { foldersUp } from "./packages";
import { filesInTar } from "./tar";
import { filesInZip } from "./zip";

/**
 * The bindings for one of these names in packages of Python, Java, C# and Go, which contain the npm package as a .tgz.
 * They are searched for in the project, which is the nearest folder above with a cdktf.json.
 */
export function archivesNear(folder: string, names: readonly string[]): Bindings[] {
  const project = foldersUp(folder).find((above) => existsSync(join(above, "cdktf.json")));
  const roots = [project, process.env.VIRTUAL_ENV].filter((root) => root !== undefined);
  const files = [...new Set(roots.flatMap((root) => archivesBelow(root, names, MAXIMUM_DEPTH)))];
  return files.map((file) => archive(file, names));
}

/** As deep as `vendor/github.com/cdktf/cdktf-provider-<name>-go/<name>/v14/jsii`, with some folders around it. */
const MAXIMUM_DEPTH = 10;

const SKIPPED = ["node_modules", "cdktf.out", ".git", ".terraform", "__pycache__"];

function archivesBelow(folder: string, names: readonly string[], depth: number): string[] {
  return entriesOf(folder).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) {
      return depth === 0 || SKIPPED.includes(entry.name) ? [] : archivesBelow(path, names, depth - 1);
    }
    return entry.isFile() && isArchiveOf(entry.name, names) ? [path] : [];
  });
}

/** A folder that cannot be read has nothing for us. */
function entriesOf(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
}

/** `cdktf-provider-azurerm@14.23.1.jsii.tgz`, `cdktf_cdktf_provider_azurerm-14.23.1-py3-none-any.whl` and the like. */
function isArchiveOf(file: string, names: readonly string[]): boolean {
  if (!/\.(tgz|whl|jar|nupkg)$/.test(file)) {
    return false;
  }
  const words = file.toLowerCase().split(/[^a-z0-9]+/);
  return names.some((name) => name.split("-").every((word) => words.includes(word)));
}

/** Unpacked at the first question; only the declarations are kept. */
function archive(file: string, names: readonly string[]): Bindings {
  let folders: ReadonlyMap<string, string> | undefined;
  return {
    path: quoted(file),
    read: (folder) => {
      folders ??= declarationsIn(file, names);
      return folders.get(folder);
    },
  };
}

/** The declarations by the folder that they are in. What cannot be unpacked has none. */
function declarationsIn(file: string, names: readonly string[]): ReadonlyMap<string, string> {
  const folders = new Map<string, string>();
  try {
    for (const [path, content] of declarationFiles(readFileSync(file), file, names)) {
      const folder = posix.basename(posix.dirname(path).replace(/\/index-structs$/, ""));
      folders.set(folder, `${folders.get(folder) ?? ""}\n${content}`);
    }
  } catch {
    return new Map();
  }
  return folders;
}

function declarationFiles(bytes: Buffer, file: string, names: readonly string[]): [path: string, text: string][] {
  if (file.endsWith(".tgz")) {
    return filesInTar(bytes, (path) => path.endsWith(".ts"));
  }
  const inner = filesInZip(bytes, (path) => isArchiveOf(posix.basename(path), names) && path.endsWith(".tgz"));
  return inner.flatMap((content) => filesInTar(content, (path) => path.endsWith(".ts")));
}
