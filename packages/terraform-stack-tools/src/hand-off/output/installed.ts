import { createHash } from "node:crypto";
import { closeSync, openSync, readdirSync, readSync, realpathSync, statSync } from "node:fs";
import { join, posix } from "node:path";
import { onDisk } from "../../shared/refusal";
import { type Body, GrammarError, readHcl } from "../../stack/grammar";
import { compare, entries, isList, isObject, type Json, textOf } from "../../stack/json";
import { exactJsonIn } from "../../stack/json-text";
import { stringOf } from "../../stack/template";
import type { Folder } from "./folder";

/** What is below `.terraform`, by path. */
export interface Installed {
  /** What Terraform keeps there and what is as it should be. */
  readonly own: readonly string[];
  /** Programs that the lock file does not confirm, modules that are not those of the bundle, and what nobody knows. */
  readonly others: readonly string[];
}

/** Where the state is, and the name of the workspace. */
const KEPT = ["environment", "terraform.tfstate"];

/** @param root the folder that was initialized */
export function installedIn(folder: Folder, root: string): Installed {
  const place = posix.join(root, ".terraform");
  const own: string[] = [];
  const others: string[] = [];
  for (const name of folder.names(place).sort(compare)) {
    const path = posix.join(place, name);
    const isFolder = folder.kindOf(path) === "folder";
    if (name === "providers" && isFolder) {
      const hashes = lockedHashes(folder, root);
      for (const found of pathsAt(folder, path, PACKAGE_DEPTH)) {
        (isConfirmed(folder, found, posix.relative(path, found), hashes) ? own : others).push(found);
      }
    } else if (name === "modules" && isFolder) {
      for (const found of folder.names(path).map((one) => posix.join(path, one))) {
        (isLocalRecord(folder, found, root) ? own : others).push(found);
      }
    } else {
      (KEPT.includes(name) && !isFolder && folder.kindOf(path) === "file" ? own : others).push(path);
    }
  }
  return { own, others };
}

/** Host, namespace, type, version and platform. */
const PACKAGE_DEPTH = 5;

/** What is so many folders below a path, and what ends before. */
function pathsAt(folder: Folder, path: string, depth: number): string[] {
  return depth > 0 && folder.kindOf(path) === "folder"
    ? folder.names(path).flatMap((name) => pathsAt(folder, posix.join(path, name), depth - 1))
    : [path];
}

/** The hashes of unpacked providers that a lock file allows, by the address of the provider. */
function lockedHashes(folder: Folder, root: string): ReadonlyMap<string, readonly string[]> {
  const bytes = folder.readText(posix.join(root, ".terraform.lock.hcl"));
  const { blocks } = bytes === undefined ? EMPTY : bodyOf(bytes);
  return new Map(
    blocks.map(({ labels, body }) => [
      labels.join("/"),
      (body.arguments.get("hashes") ?? []).flatMap((token) =>
        token.kind === "string" ? (stringOf(token.template) ?? []) : [],
      ),
    ]),
  );
}

const EMPTY: Body = { arguments: new Map(), blocks: [] };

function bodyOf(bytes: Buffer): Body {
  try {
    return readHcl(bytes.toString());
  } catch (error) {
    if (error instanceof GrammarError) {
      return EMPTY;
    }
    throw error;
  }
}

function isConfirmed(
  folder: Folder,
  path: string,
  address: string,
  hashes: ReadonlyMap<string, readonly string[]>,
): boolean {
  const parts = address.split("/");
  const allowed = hashes.get(parts.slice(0, 3).join("/")) ?? [];
  if (parts.length !== PACKAGE_DEPTH || !allowed.some((hash) => hash.startsWith("h1:"))) {
    return false;
  }
  const hash = onDisk(path, () => packageHash(folder.placeOf(path)));
  return hash !== undefined && allowed.includes(hash);
}

/**
 * The hash of an unpacked provider as Terraform writes it: of the hashes of its files by name. Undefined where there is
 * anything but files and folders. Terraform links a package to its cache, so that a link to a whole package is followed.
 */
function packageHash(path: string): string | undefined {
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory() !== true) {
    return undefined;
  }
  const top = realpathSync(path);
  const found = readdirSync(top, { recursive: true, withFileTypes: true }).filter((entry) => !entry.isDirectory());
  if (!found.every((entry) => entry.isFile())) {
    return undefined;
  }
  const names = found.map((entry) => join(entry.parentPath, entry.name).slice(top.length + 1));
  const lines = names
    .map((name) => [name.replace(/\\/g, "/"), fileHash(join(top, name))] as const)
    .sort(([left], [right]) => compare(left, right))
    .map(([name, hash]) => `${hash}  ${name}\n`);
  return `h1:${createHash("sha256").update(lines.join("")).digest("base64")}`;
}

/** In pieces: a provider has hundreds of megabytes. */
function fileHash(path: string): string {
  const hash = createHash("sha256");
  const piece = Buffer.alloc(2 ** 20);
  const file = openSync(path, "r");
  try {
    for (let length = readSync(file, piece); length > 0; length = readSync(file, piece)) {
      hash.update(piece.subarray(0, length));
    }
  } finally {
    closeSync(file);
  }
  return hash.digest("hex");
}

/**
 * Whether a path is the record by which Terraform finds modules, and it names local modules alone, each in the folder that its
 * source means. Nothing tells whether a downloaded one is still the same.
 */
function isLocalRecord(folder: Folder, path: string, root: string): boolean {
  const bytes = posix.basename(path) === "modules.json" ? folder.readText(path) : undefined;
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
