import { mkdirSync, mkdtempSync, readdirSync, realpathSync, renameSync, rmdirSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join, relative, resolve, sep } from "node:path";
import { onDisk, Refusal, shown } from "../input/refusal";
import { changesOf, type Files, statsOf } from "./folder-changes";

/**
 * Puts the files into the folder, all or none: they are written to a place of their own first, where a full disk or a missing right shows,
 * and moved afterwards. What else lies in the folder stays. Returns what was removed.
 */
export function writeFolder(out: string, files: Files, { input, force }: { input: string; force: boolean }): readonly string[] {
  const folder = resolve(out);
  refuseOverlap(folder, resolve(input));
  const exists = isFolder(folder);
  const { foreign, obsolete, lost } = exists ? changesOf(folder, files) : { foreign: [], obsolete: [], lost: [] };
  if (foreign.length > 0 && !force) {
    const lines = foreign.map((path) => `  ${shown(path)}`).join("\n");
    throw new Refusal(
      `${shown(folder)} holds what no hand-over wrote or what was edited since; move it away, or overwrite it with --force:\n${lines}`,
    );
  }
  if (lost.length > 0 && !force) {
    const lines = lost.map((path) => `  ${shown(path)}`).join("\n");
    throw new Refusal(
      `${shown(folder)} holds modules that are no part of this hand-over; choose another folder, or remove their files with --force:\n${lines}`,
    );
  }
  // On one file system with the folder, which may be a mount: in it, if it stands already.
  const place = exists ? folder : dirname(folder);
  const made = onDisk(place, () => mkdirSync(place, { recursive: true }));
  let stage: string | undefined;
  let done = false;
  try {
    const own = onDisk(place, () => mkdtempSync(join(place, `.${basename(folder)}.`)));
    stage = own;
    for (const [path, bytes] of files) {
      onDisk(join(folder, path), () => write(join(own, "new", path), bytes));
    }
    onDisk(folder, () => (exists ? exchange(folder, own, [...files.keys()], obsolete) : renameSync(join(own, "new"), folder)));
    done = true;
  } finally {
    if (stage !== undefined) {
      rmSync(stage, { recursive: true, force: true });
    }
    if (!done && made !== undefined) {
      rmSync(made, { recursive: true, force: true });
    }
  }
  return obsolete;
}

function write(path: string, bytes: Buffer): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, bytes, { flag: "wx" });
}

/** Moves file by file, and everything back when one cannot be moved. */
function exchange(folder: string, stage: string, paths: readonly string[], obsolete: readonly string[]): void {
  const undo: (() => void)[] = [];
  const move = (from: string, to: string): void => {
    mkdirSync(dirname(to), { recursive: true });
    renameSync(from, to);
    undo.unshift(() => renameSync(to, from));
  };
  try {
    for (const path of [...paths, ...obsolete]) {
      if (statsOf(join(folder, path))) {
        move(join(folder, path), join(stage, "old", path));
      }
    }
    for (const path of paths) {
      move(join(stage, "new", path), join(folder, path));
    }
    for (const path of obsolete) {
      removeEmpty(folder, dirname(path));
    }
  } catch (error) {
    for (const step of undo) {
      step();
    }
    throw error;
  }
}

/** A folder of which nothing is left goes too. */
function removeEmpty(folder: string, path: string): void {
  for (let part = path; part !== "."; part = dirname(part)) {
    if (!statsOf(join(folder, part))?.isDirectory() || readdirSync(join(folder, part)).length > 0) {
      return;
    }
    rmdirSync(join(folder, part));
  }
}

function isFolder(path: string): boolean {
  const stats = statsOf(path);
  if (stats && !stats.isDirectory()) {
    throw new Refusal(
      `${shown(path)} is a ${stats.isSymbolicLink() ? "link" : "file"}; give a folder, or a path where nothing is yet.`,
    );
  }
  return stats !== undefined;
}

/** Writing into the input would change what is read, and cdktf wipes its folder. */
function refuseOverlap(folder: string, input: string): void {
  const target = realOf(folder);
  const source = onDisk(input, () => realpathSync(input));
  const isWithin = (inner: string, outer: string) => {
    const path = relative(outer, inner);
    return path === "" || (path !== ".." && !path.startsWith(`..${sep}`) && resolve(path) !== path);
  };
  if (isWithin(target, source) || isWithin(source, target)) {
    throw new Refusal(`${shown(folder)} and the input ${shown(input)} lie in each other; choose a folder elsewhere.`);
  }
}

/** The path without links, as far as it exists. */
function realOf(path: string): string {
  const stats = statsOf(path);
  if (stats === undefined) {
    return dirname(path) === path ? path : join(realOf(dirname(path)), basename(path));
  }
  return onDisk(path, () => realpathSync(path));
}
