import { mkdirSync, mkdtempSync, realpathSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { isWithin, withoutLinks } from "../../shared/input/paths";
import { onDisk, Refusal } from "../../shared/refusal";
import { quoted } from "../../terraform/quoted";
import { type Changes, changesOf } from "./changes";
import { exchange } from "./exchange";
import { Folder, statsOf } from "./folder";
import type { Files } from "./manifest";

export interface WriteOptions {
  /** The folder that was read, which must not be written to. */
  readonly input: string;
  /** Whether to overwrite edited files and to remove bundles. */
  readonly force: boolean;
}

/**
 * Writes the files to a folder, all or none: they are written elsewhere first, where a full disk or a missing
 * permission shows, and then moved. Everything else in the folder stays. Returns the paths that were removed.
 * @throws Refusal where that would overwrite or remove what it must not
 */
export function writeFolder(out: string, files: Files, { input, force }: WriteOptions): readonly string[] {
  const folder = resolve(out);
  checkOverlap(folder, resolve(input));
  const exists = isFolder(folder);
  const changes = exists ? changesOf(new Folder(folder), files) : NO_CHANGES;
  if (!force) {
    checkChanges(folder, changes);
  }
  // On the same file system as the folder, which may be a mount point: inside it if it exists.
  inStage(exists ? folder : dirname(folder), basename(folder), (stage) => {
    for (const [path, bytes] of files) {
      onDisk(join(folder, path), () => writeNew(join(stage, "new", path), bytes));
    }
    if (exists) {
      onDisk(folder, () => exchange(folder, stage, [...files.keys()], changes.obsolete));
    } else {
      onDisk(folder, () => renameSync(join(stage, "new"), folder));
    }
  });
  return changes.obsolete;
}

const NO_CHANGES: Changes = { foreign: [], obsolete: [], lostBundles: [] };

function checkChanges(folder: string, { foreign, lostBundles }: Changes): void {
  if (foreign.length > 0) {
    throw new Refusal(
      `${quoted(folder)} contains files that no handoff wrote or that were edited since; move them away, or use ` +
        `--force to overwrite what is in the way:${list(foreign)}`,
      "edited-bundle",
    );
  }
  if (lostBundles.length > 0) {
    throw new Refusal(
      `${quoted(folder)} contains bundles that are not part of this handoff; choose another folder, or use ` +
        `--force to remove their files:${list(lostBundles)}`,
      "edited-bundle",
    );
  }
}

function list(paths: readonly string[]): string {
  return paths.map((path) => `\n  ${quoted(path)}`).join("");
}

/** Runs an action with a temporary folder. If it fails, nothing that was created for it remains, parents included. */
function inStage(parent: string, name: string, action: (stage: string) => void): void {
  const created = onDisk(parent, () => mkdirSync(parent, { recursive: true }));
  try {
    const stage = onDisk(parent, () => mkdtempSync(join(parent, `.${name}.`)));
    try {
      action(stage);
    } finally {
      rmSync(stage, { recursive: true, force: true });
    }
  } catch (error) {
    if (created !== undefined) {
      rmSync(created, { recursive: true, force: true });
    }
    throw error;
  }
}

function writeNew(path: string, bytes: Buffer): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, bytes, { flag: "wx" });
}

function isFolder(path: string): boolean {
  const stats = statsOf(path);
  if (stats !== undefined && !stats.isDirectory()) {
    const kind = stats.isSymbolicLink() ? "link" : "file";
    throw new Refusal(`${quoted(path)} is a ${kind}; give a folder, or a path that does not exist yet.`);
  }
  return stats !== undefined;
}

/** Writing into the input would change what is read, and cdktf empties its folder. */
function checkOverlap(folder: string, input: string): void {
  const target = withoutLinks(folder);
  const source = onDisk(input, () => realpathSync(input));
  if (isWithin(target, source) || isWithin(source, target)) {
    throw new Refusal(`${quoted(folder)} and the input ${quoted(input)} overlap; choose a folder elsewhere.`);
  }
}
