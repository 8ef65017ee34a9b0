import { mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { PlanError } from "./plan-error";

/**
 * Runs a body in one process at a time. The lock is a folder, because every file system lets only one process create
 * it.
 * @throws PlanError if another process holds the lock for longer than `patience`, in milliseconds
 */
export function locked(path: string, patience: number, body: () => void): void {
  const deadline = Date.now() + patience;
  while (!isTaken(path)) {
    if (Date.now() > deadline) {
      throw new PlanError(`another plan has held ${path} for too long; remove that folder if no plan is running`);
    }
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 100);
  }
  try {
    body();
  } finally {
    rmSync(path, { recursive: true, force: true });
  }
}

/** Takes the lock for this process, or removes it if its process has died. */
function isTaken(path: string): boolean {
  try {
    mkdirSync(path);
    writeFileSync(join(path, "pid"), String(process.pid));
    return true;
  } catch {
    removeIfAbandoned(path);
    return false;
  }
}

function removeIfAbandoned(path: string): void {
  try {
    process.kill(Number(readFileSync(join(path, "pid"), "utf8")), 0);
  } catch (error) {
    const isDead = codeOf(error) === "ESRCH";
    // A process that dies between creating the folder and writing its id leaves it empty.
    if (isDead || (codeOf(error) === "ENOENT" && ageOf(path) > 10_000)) {
      rmSync(path, { recursive: true, force: true });
    }
  }
}

/** In milliseconds; 0 for a folder that no longer exists. */
function ageOf(path: string): number {
  const now = Date.now();
  return now - (statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? now);
}

function codeOf(error: unknown): unknown {
  return typeof error === "object" && error !== null && "code" in error ? error.code : undefined;
}
