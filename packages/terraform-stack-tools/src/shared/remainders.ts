import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readSync,
  realpathSync,
  renameSync,
  rmdirSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { quoted } from "../stack/json";
import { errorCode, onDisk, Refusal } from "./refusal";

/** What must be undone if a signal ends the program before the program has done it itself. */
export type Remainder =
  | { readonly kind: "folder"; readonly path: string }
  /** Folders that go only where they are empty, from the path up to another one. */
  | { readonly kind: "empty folders"; readonly path: string; readonly top: string };

/** What the program says to the process that answers signals, a line of JSON each. A `hold` gets a byte for an answer. */
export type Message =
  | { readonly kind: "note" | "forget"; readonly remainder: Remainder }
  | { readonly kind: "hold" | "release" }
  | { readonly kind: "step"; readonly name: string };

let socket: number | undefined;
let isHeld = false;

/** Without it, which is how a library is used, nobody is told anything: the signals are the caller's. */
export function superviseBy(descriptor: number): void {
  socket = descriptor;
}

function tell(message: Message): void {
  if (socket !== undefined) {
    writeSync(socket, `${JSON.stringify(message)}\n`);
  }
}

/** Says what is under way, such as `planning shop`, from now on; nothing where the name is empty. */
export function beginStep(name: string): void {
  tell({ kind: "step", name });
}

/** Runs what a signal must not cut in two. It must be short: the program ends only after it. */
export function uninterrupted<T>(body: () => T): T {
  if (socket === undefined || isHeld) {
    return body();
  }
  tell({ kind: "hold" });
  // Where a signal has come, there is no answer, but the end. Where nobody is left to answer, nothing is to be begun.
  if (readSync(socket, Buffer.alloc(1)) === 0) {
    process.exit(1);
  }
  isHeld = true;
  try {
    return body();
  } finally {
    isHeld = false;
    tell({ kind: "release" });
  }
}

/**
 * Creates something temporary, and runs a body with it. It is undone at the end of the body, however that ends, and by a
 * signal that ends the program meanwhile.
 * @param create makes it, and says what to undo
 */
export function withRemainder<R extends Remainder, T>(create: () => R, body: (remainder: R) => T): T {
  const remainder = uninterrupted(() => {
    const created = create();
    tell({ kind: "note", remainder: created });
    return created;
  });
  try {
    return body(remainder);
  } finally {
    undo(remainder);
    tell({ kind: "forget", remainder });
  }
}

export function undo(remainder: Remainder): void {
  if (remainder.kind === "empty folders") {
    removeEmptyFolders(remainder.path, remainder.top);
  } else {
    removeFolder(remainder.path);
  }
}

/** What removing says of a folder into which something is written meanwhile. */
const WHILE_WRITTEN: readonly string[] = ["EBUSY", "ENOTEMPTY", "EPERM"];

const ATTEMPTS = 30;
const PAUSE = 100;

/**
 * Removes the folder of a plan, into which a process that is being killed may still write. The retries of `rmSync`
 * do not help: they list each folder once.
 */
export function removeFolder(folder: string): void {
  for (let attempt = 1; ; attempt++) {
    try {
      rmSync(folder, { recursive: true, force: true });
      return;
    } catch (error) {
      if (attempt === ATTEMPTS || !WHILE_WRITTEN.includes(errorCode(error) ?? "")) {
        throw error;
      }
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, PAUSE);
    }
  }
}

/** Runs a body with a new folder, which nobody else may read and which is gone afterwards. */
export function inTemporaryFolder<T>(name: string, body: (folder: string) => T): T {
  return withRemainder(
    (): Remainder => {
      const path = onDisk(tmpdir(), () => mkdtempSync(join(realpathSync(tmpdir()), `stack-tools-${name}-`)));
      return { kind: "folder", path };
    },
    ({ path }) => body(path),
  );
}

/** How to wait for a lock. */
interface Waiting {
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
        tell({ kind: "note", remainder: lock });
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
      tell({ kind: "forget", remainder: lock });
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
    const now = Date.now();
    return now - (statsOf(path)?.mtimeMs ?? now) > 1000;
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
