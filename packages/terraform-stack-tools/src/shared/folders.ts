import { mkdirSync, rmdirSync, statSync } from "node:fs";
import { dirname } from "node:path";
import { quoted } from "../stack/json";
import { errorCode, Refusal } from "./refusal";

/**
 * Creates a folder and those above it, as far as they do not exist. Returns the uppermost that it created. Node.js
 * itself never returns where a file system lets nobody create folders, such as `/proc`, and says of an existing folder
 * on a read-only file system that it does not exist.
 */
export function createFolder(path: string): string | undefined {
  if (statsOf(path)?.isDirectory()) {
    return undefined;
  }
  const parent = dirname(path);
  const above = statsOf(parent) === undefined && parent !== path ? createFolder(parent) : undefined;
  try {
    mkdirSync(path);
  } catch (error) {
    // Another process may have created it in the meantime, or removed the one above.
    if (statsOf(path)?.isDirectory()) {
      return above;
    }
    if (statsOf(parent) === undefined) {
      return createFolder(path);
    }
    if (above !== undefined) {
      removeEmptyFolders(parent, above);
    }
    throw errorCode(error) === "ENOENT"
      ? new Refusal(`${quoted(path)} cannot be created, since nobody may create folders there; choose another place.`)
      : error;
  }
  return above ?? path;
}

/** Removes folders from the path up to another one, as long as they are empty. Some may be gone already. */
export function removeEmptyFolders(path: string, top: string): void {
  for (let folder = path; folder.length >= top.length; folder = dirname(folder)) {
    try {
      rmdirSync(folder);
    } catch (error) {
      // It has files, or somebody else has removed it.
      if (errorCode(error) !== "ENOENT") {
        return;
      }
    }
  }
}

function statsOf(path: string) {
  return statSync(path, { throwIfNoEntry: false });
}
