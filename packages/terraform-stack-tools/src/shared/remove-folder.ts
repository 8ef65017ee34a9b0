import { rmSync } from "node:fs";

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
