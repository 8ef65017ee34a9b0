import { existsSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { locked } from "../../shared/folder-lock";
import { createFolder, removeEmptyFolders } from "../../shared/folders";
import { onDisk, Refusal } from "../../shared/refusal";
import { type Remainder, withRemainder } from "../../shared/supervisor";
import { quoted } from "../../stack/json";
import { statsOf, VERSIONS, WORKSPACE } from "./folder";

const LOCK = "lock";

/** In milliseconds: long enough for a process that has created its lock to say which one it is. */
const TIMEOUT = 2000;

/**
 * Runs an action that may write to a folder, which need not exist, in one process at a time. If the action fails, no
 * empty folder remains that was created for it.
 * @throws Refusal where another process is writing to the folder
 */
export function inWorkspace<T>(folder: string, action: (workspace: string) => T): T {
  const path = join(folder, WORKSPACE);
  checkPlace(path);
  const lock = join(path, LOCK);
  const refusal = (holder?: number) => isRunning(folder, lock, holder);
  return withRemainder(
    () => ({ kind: "empty folders", path, top: onDisk(folder, () => createFolder(folder)) ?? path }) as const,
    () => onDisk(folder, () => locked(lock, { timeout: TIMEOUT, refusal }, () => inEmptyWorkspace(path, action))),
    ({ top }) => removeEmptyFolders(path, top),
  );
}

function inEmptyWorkspace<T>(path: string, action: (workspace: string) => T): T {
  const ignored = join(path, ".gitignore");
  return withRemainder(
    (): Remainder => ({ kind: "folder", path: ignored }),
    () => {
      removeContents(path);
      writeFileSync(ignored, "*\n");
      return action(path);
    },
    () => removeContents(path),
  );
}

/** Whether an earlier handoff was interrupted while it wrote, or another one is writing now. */
export function isBusy(folder: string): boolean {
  return existsSync(join(folder, WORKSPACE));
}

function checkPlace(path: string): void {
  if (statsOf(path)?.isDirectory() === false) {
    throw new Refusal(`${quoted(path)} is a link or a file, but the handoff needs this name; move it away.`);
  }
}

function isRunning(folder: string, lock: string, holder: number | undefined): Refusal {
  const who = holder === undefined ? "another handoff" : `another handoff (process ${holder})`;
  return new Refusal(
    `${who} is writing to ${quoted(folder)}; run this one when it has ended, or remove ${quoted(lock)} if none is running.`,
    "handoff-running",
  );
}

/** All but the manifests of versions that files may be of, which the end of an exchange removes. */
function removeContents(path: string): void {
  const isKept = (name: string) => name === LOCK || (name === VERSIONS && statsOf(join(path, name))?.isDirectory());
  for (const name of readdirSync(path).filter((one) => !isKept(one))) {
    rmSync(join(path, name), { recursive: true, force: true });
  }
}
