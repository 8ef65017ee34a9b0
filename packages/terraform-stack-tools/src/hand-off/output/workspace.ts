import { existsSync, mkdirSync, readdirSync, rmdirSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { isAbandoned, locked } from "../../shared/folder-lock";
import { onDisk, Refusal } from "../../shared/refusal";
import { quoted } from "../../stack/quoted";
import { finishInterrupted } from "./exchange";
import { statsOf } from "./folder";
import { hasJournal } from "./journal";

/** What a handoff works with while it writes to a folder. It removes it at its end. */
export const WORKSPACE = ".hand-off";

const LOCK = "lock";

/** In milliseconds: long enough for a process that has created its lock to say which one it is. */
const TIMEOUT = 2000;

/** A folder on the file system of the output, which may be a mount point: in the output if that exists, or beside it. */
export interface Workspace {
  readonly path: string;
  /** Whether the output exists. */
  readonly exists: boolean;
}

/**
 * Runs an action that may write to a folder, in one process at a time, after finishing what an interrupted handoff
 * began. If the action fails, nothing that was created for it remains, parents included.
 * @throws Refusal where another process is writing to the folder
 */
export function inWorkspace<T>(folder: string, action: (workspace: Workspace) => T): T {
  const exists = statsOf(folder) !== undefined;
  const path = exists ? join(folder, WORKSPACE) : besideOf(folder);
  checkPlace(path);
  const created = onDisk(folder, () => mkdirSync(dirname(path), { recursive: true }));
  const refusal = (holder?: number) => isRunning(folder, join(path, LOCK), holder);
  try {
    return onDisk(folder, () =>
      locked(join(path, LOCK), { timeout: TIMEOUT, refusal }, () => {
        if (exists !== (statsOf(folder) !== undefined)) {
          throw refusal();
        }
        return cleaned(path, () => {
          prepare(folder, path);
          return action({ path, exists });
        });
      }),
    );
  } catch (error) {
    if (created !== undefined) {
      rmSync(created, { recursive: true, force: true });
    }
    throw error;
  } finally {
    removeIfEmpty(path);
  }
}

/** Whether an earlier handoff was interrupted while it wrote, or another one is writing now. */
export function isBusy(folder: string): boolean {
  return existsSync(join(folder, WORKSPACE));
}

function besideOf(folder: string): string {
  return join(dirname(folder), `.${basename(folder)}${WORKSPACE}`);
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

function prepare(folder: string, path: string): void {
  if (hasJournal(path)) {
    finishInterrupted(folder, path);
  }
  removeContents(path);
  writeFileSync(join(path, ".gitignore"), "*\n");
  const beside = besideOf(folder);
  const isLeft = path !== beside && statsOf(beside)?.isDirectory() === true;
  if (isLeft && (!existsSync(join(beside, LOCK)) || isAbandoned(join(beside, LOCK)))) {
    rmSync(beside, { recursive: true, force: true });
  }
}

/** A journal remains where the folder could be brought neither to the new state nor back to the old one. */
function cleaned<T>(path: string, action: () => T): T {
  try {
    return action();
  } finally {
    if (!hasJournal(path)) {
      removeContents(path);
    }
  }
}

function removeContents(path: string): void {
  for (const name of readdirSync(path).filter((one) => one !== LOCK)) {
    rmSync(join(path, name), { recursive: true, force: true });
  }
}

function removeIfEmpty(path: string): void {
  try {
    rmdirSync(path);
  } catch {
    // Another process has its lock in it already, or a journal remains.
  }
}
