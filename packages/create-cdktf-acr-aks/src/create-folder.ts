import { mkdirSync, statSync } from "node:fs";
import { dirname } from "node:path";

/**
 * Creates a folder and those above it, as far as they do not exist. Node.js itself never returns where a file system lets
 * nobody create folders, such as `/proc`.
 * @param created gets the path of each
 */
export function createFolder(path: string, created: string[]): void {
  if (statsOf(path)?.isDirectory()) {
    return;
  }
  const parent = dirname(path);
  if (statsOf(parent) === undefined && parent !== path) {
    createFolder(parent, created);
  }
  mkdirSync(path);
  created.push(path);
}

function statsOf(path: string) {
  return statSync(path, { throwIfNoEntry: false });
}
