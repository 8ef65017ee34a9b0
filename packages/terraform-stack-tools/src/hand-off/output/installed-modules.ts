import { posix } from "node:path";
import { entries, isList, isObject, type Json, textOf } from "../../stack/json";
import { exactJsonIn } from "../../stack/json-text";
import type { Folder } from "./folder";

/** What `init` writes for Terraform to find modules by. */
const RECORD = "modules.json";

/**
 * The paths of installed modules that are not what was handed over: what was downloaded, since nothing tells whether it
 * is still the same, and a record by which a local module is read from elsewhere.
 * @param root the folder that was initialized
 */
export function foreignModules(folder: Folder, root: string): string[] {
  const place = posix.join(root, ".terraform/modules");
  const downloaded = folder.names(place).filter((name) => name !== RECORD);
  const record = posix.join(place, RECORD);
  const kind = folder.kindOf(record);
  const isOwn = kind === undefined || (kind === "file" && isLocal(folder.read(record), root));
  return [...downloaded.map((name) => posix.join(place, name)), ...(isOwn ? [] : [record])];
}

/** Whether a record names local modules alone, each in the folder that its source means. */
function isLocal(bytes: Buffer | undefined, root: string): boolean {
  const record = bytes && exactJsonIn(bytes);
  const modules = isObject(record) ? record.Modules : undefined;
  if (!isObject(record) || !hasOnly(record, ["Modules"]) || !isList(modules)) {
    return false;
  }
  const folders = new Map(modules.filter(isObject).map(({ Key, Dir }) => [textOf(Key), textOf(Dir)]));
  return folders.size === modules.length && modules.every((module) => isInPlace(module, folders, root));
}

function isInPlace(module: Json, folders: ReadonlyMap<string, string>, root: string): boolean {
  // Go takes `dir` for `Dir`, so that no other name may be there.
  if (!isObject(module) || !hasOnly(module, ["Key", "Source", "Dir"])) {
    return false;
  }
  const [key, source, place] = [textOf(module.Key), textOf(module.Source), textOf(module.Dir)];
  if (key === "") {
    return source === "" && posix.normalize(place) === ".";
  }
  // What a run of a test calls has the name of the file and of the run, and is seen from the folder itself.
  const isOfTest = /^test\.tests\.[\w-]+\.[\w-]+$/.test(key);
  const parent = isOfTest ? "." : folders.get(key.split(".").slice(0, -1).join("."));
  const expected = parent === undefined ? undefined : posix.join(parent, source);
  const isInside = expected !== undefined && !posix.join(root, expected).startsWith("..");
  return /^\.\.?(\/|$)/.test(source) && isInside && posix.normalize(place) === expected;
}

function hasOnly(value: Json, names: readonly string[]): boolean {
  return entries(value).every(([name]) => names.includes(name));
}
