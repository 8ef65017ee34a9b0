import { mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { createFolder } from "./folders";
import { errorCode } from "./refusal";
import { forget, note, type Remainder, uninterrupted } from "./remainders";

/** How to wait for a lock. */
export interface Waiting {
  /** In milliseconds. */
  readonly timeout: number;
  /** The error after that, for the id of the process that holds the lock; without an id if it cannot be read. */
  readonly refusal: (holder: number | undefined) => Error;
}

/**
 * Runs a body in one process at a time, and returns what it returns. The lock is a folder, because every file system
 * lets only one process create it. The folder that it is in is created where it does not exist.
 * @throws Error that `refusal` makes if another process holds the lock for longer than `timeout`
 */
export function locked<T>(path: string, { timeout, refusal }: Waiting, body: () => T): T {
  const deadline = Date.now() + timeout;
  const lock: Remainder = { kind: "folder", path };
  const isMine = () =>
    uninterrupted(() => {
      const isFree = isTaken(path);
      if (isFree) {
        note(lock);
      }
      return isFree;
    });
  while (!isMine()) {
    if (Date.now() > deadline) {
      throw refusal(holderOf(path));
    }
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 100);
  }
  try {
    return body();
  } finally {
    uninterrupted(() => {
      rmSync(path, { recursive: true, force: true });
      forget(lock);
    });
  }
}

/** Takes the lock for this process, also from one that has died. */
function isTaken(path: string): boolean {
  createFolder(dirname(path));
  try {
    mkdirSync(path);
  } catch (error) {
    // The folder that it is in may have gone with the process that held the lock.
    if (errorCode(error) !== "EEXIST" && errorCode(error) !== "ENOENT") {
      throw error;
    }
    return removedAbandoned(path) && isTaken(path);
  }
  try {
    writeFileSync(join(path, "pid"), String(process.pid));
  } catch (error) {
    rmSync(path, { recursive: true, force: true });
    throw error;
  }
  return true;
}

function removedAbandoned(path: string): boolean {
  const holder = holderOf(path);
  if (!isAbandoned(path, holder)) {
    return false;
  }
  // Two processes may see the same dead holder. The one that is late must not remove the lock of the other.
  const removed = `${path}.${process.pid}`;
  try {
    renameSync(path, removed);
    if (holderOf(removed) !== holder) {
      renameSync(removed, path);
      return false;
    }
    rmSync(removed, { recursive: true, force: true });
    return true;
  } catch (error) {
    if (errorCode(error) !== "ENOENT") {
      throw error;
    }
    return false;
  }
}

/** Whether a lock exists whose process has died. */
function isAbandoned(path: string, holder = holderOf(path)): boolean {
  if (holder === undefined) {
    // A process that dies between creating the folder and writing its id leaves it empty.
    return ageOf(path) > 1000;
  }
  try {
    process.kill(holder, 0);
    return false;
  } catch (error) {
    return errorCode(error) === "ESRCH";
  }
}

function holderOf(path: string): number | undefined {
  try {
    const id = Number(readFileSync(join(path, "pid"), "utf8"));
    return Number.isInteger(id) && id > 0 ? id : undefined;
  } catch {
    return undefined;
  }
}

/** In milliseconds; 0 for a folder that no longer exists. */
function ageOf(path: string): number {
  const now = Date.now();
  return now - (statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? now);
}
