import { mkdirSync, readdirSync, renameSync, rmdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { statsOf } from "./folder";

/**
 * Moves new files from `new` in the stage to the folder, and the files in their place and the obsolete ones to `old`.
 * If one cannot be moved, all are moved back.
 */
export function exchange(folder: string, stage: string, paths: readonly string[], obsolete: readonly string[]): void {
  const undo: (() => void)[] = [];
  const move = (from: string, to: string): void => {
    mkdirSync(dirname(to), { recursive: true });
    renameSync(from, to);
    undo.unshift(() => renameSync(to, from));
  };
  try {
    for (const path of [...paths, ...obsolete]) {
      if (statsOf(join(folder, path)) !== undefined) {
        move(join(folder, path), join(stage, "old", path));
      }
    }
    for (const path of paths) {
      move(join(stage, "new", path), join(folder, path));
    }
    for (const path of obsolete) {
      removeEmptyFolders(folder, dirname(path));
    }
  } catch (error) {
    for (const step of undo) {
      step();
    }
    throw error;
  }
}

function removeEmptyFolders(folder: string, path: string): void {
  for (let part = path; part !== "."; part = dirname(part)) {
    const full = join(folder, part);
    if (statsOf(full)?.isDirectory() !== true || readdirSync(full).length > 0) {
      return;
    }
    rmdirSync(full);
  }
}
