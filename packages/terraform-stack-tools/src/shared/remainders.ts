import { mkdtempSync, readSync, realpathSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { removeEmptyFolders } from "./folders";
import { git } from "./git";
import { onDisk } from "./refusal";

/** What must be undone if a signal ends the program before the program has done it itself. */
export type Remainder =
  | { readonly kind: "folder"; readonly path: string }
  /** Folders that go only where they are empty, from the path up to another one. */
  | { readonly kind: "empty folders"; readonly path: string; readonly top: string }
  /** A work tree of the git repository at the top folder. */
  | { readonly kind: "work tree"; readonly path: string; readonly top: string };

/** What the program says to the process that answers signals, a line of JSON each. A `hold` gets a byte for an answer. */
export type Message =
  | { readonly kind: "note" | "forget"; readonly remainder: Remainder }
  | { readonly kind: "hold" | "release" };

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

export function note(remainder: Remainder): void {
  tell({ kind: "note", remainder });
}

export function forget(remainder: Remainder): void {
  tell({ kind: "forget", remainder });
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
    note(created);
    return created;
  });
  try {
    return body(remainder);
  } finally {
    undo(remainder);
    forget(remainder);
  }
}

export function undo(remainder: Remainder): void {
  if (remainder.kind === "empty folders") {
    removeEmptyFolders(remainder.path, remainder.top);
    return;
  }
  removeFolder(remainder.path);
  if (remainder.kind === "work tree") {
    // Its folder must be gone, since git may refuse to remove one with submodules. Twice, since git locks one while it makes it.
    git(remainder.top, "worktree", "remove", "--force", "--force", remainder.path);
  }
}

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
      if (attempt === ATTEMPTS) {
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
