import { existsSync, mkdirSync, statSync } from "node:fs";
import { dirname } from "node:path";

/**
 * Creates a folder and those above it, as far as they do not exist, and returns the uppermost one that it created. What
 * Node.js has for this never ends below `/proc`, and says of a read-only file system that the folder does not exist.
 */
export function createFolder(path: string): string | undefined {
  const parent = dirname(path);
  const top = existsSync(parent) ? undefined : createFolder(parent);
  try {
    mkdirSync(path);
    return top ?? path;
  } catch (error) {
    if (statSync(path, { throwIfNoEntry: false })?.isDirectory() === true) {
      return top;
    }
    throw error;
  }
}
