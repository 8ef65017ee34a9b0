import { closeSync, mkdirSync, openSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { onDisk, quoted, Refusal } from "./refusal";

/** What a folder may contain before: a repository that was just created. */
const REPOSITORY = ".git";

/**
 * Writes the files to a folder that is new or empty. If one cannot be written, nothing that was created remains.
 * @throws Refusal for a folder that contains something, and where the file system reports an error
 */
export function writeProject(folder: string, files: ReadonlyMap<string, string>): void {
  const created: string[] = [];
  const createFolder = (path: string): void => {
    const first = onDisk(path, () => mkdirSync(path, { recursive: true }));
    if (first !== undefined) {
      created.push(first);
    }
  };
  try {
    createFolder(folder);
    checkEmpty(folder);
    for (const [name, text] of files) {
      const path = join(folder, name);
      createFolder(dirname(path));
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
    for (const path of created.reverse()) {
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
