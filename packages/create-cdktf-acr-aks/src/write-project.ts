import { closeSync, mkdirSync, openSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { onDisk, quoted, Refusal } from "./refusal";

/** What a folder may contain before: a repository that was just created. */
const REPOSITORY = ".git";

/**
 * Writes the files to a folder that is new or empty. If one cannot be written, nothing that was created remains.
 * @param created gets the path of everything that is created, in this order
 * @throws Refusal for a folder that contains something, and where the file system reports an error
 */
export function writeProject(folder: string, files: ReadonlyMap<string, string>, created: string[] = []): void {
  try {
    onDisk(folder, () => createFolder(folder, created));
    checkEmpty(folder);
    for (const [name, text] of files) {
      const path = join(folder, name);
      onDisk(dirname(path), () => createFolder(dirname(path), created));
      // Fails if somebody else has written the file in the meantime.
      const file = onDisk(path, () => openSync(path, "wx"));
      created.push(path);
      try {
        onDisk(path, () => writeFileSync(file, text));
      } finally {
        closeSync(file);
      }
    }
  } catch (error) {
    for (const path of created.splice(0).reverse()) {
      rmSync(path, { recursive: true, force: true });
    }
    throw error;
  }
}

function checkEmpty(folder: string): void {
  const [present] = onDisk(folder, () => readdirSync(folder)).filter((name) => name !== REPOSITORY);
  if (present !== undefined) {
    throw new Refusal(
      `${quoted(folder)} contains ${quoted(present)}, and nothing is ever overwritten; give a new or empty folder.`,
    );
  }
}

/**
 * Creates a folder and those above it, as far as they do not exist. Node.js itself never returns where a file system lets
 * nobody create folders, such as `/proc`.
 * @param created gets the path of each
 */
function createFolder(path: string, created: string[]): void {
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
