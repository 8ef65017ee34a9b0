import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { rmSync } from "node:fs";
import { setImmediate, setTimeout as sleep } from "node:timers/promises";

/** How often a folder is removed into which a process that is being killed still writes. */
const ATTEMPTS = 10;

/** What a signal undoes: a project is there as a whole, or not at all. */
export class Interruption {
  /** A process that is running, and leads a group. */
  public child?: ChildProcess;
  /** What was created, in this order. */
  public readonly created: string[] = [];

  private ending?: Promise<never>;

  /** Ends this process at signals. */
  public listen(): void {
    for (const signal of ["SIGHUP", "SIGINT", "SIGTERM"] as const) {
      // npm sends on what the terminal has sent already, so a second one must not end the clean-up.
      process.on(signal, (_name: NodeJS.Signals, number: number) => {
        this.ending ??= this.end(128 + number);
      });
    }
  }

  /** Lets a signal be heard that has come while this process was busy. */
  public async pass(): Promise<void> {
    await setImmediate();
    await setImmediate();
  }

  private async end(exitCode: number): Promise<never> {
    const { child } = this;
    this.kill();
    // What npm has started holds its standard error until it has ended.
    await Promise.race([child && once(child, "close").catch(() => undefined), sleep(child === undefined ? 0 : 300)]);
    for (let attempt = 1; attempt <= ATTEMPTS && !this.isUndone(); attempt++) {
      await sleep(20);
    }
    return process.exit(exitCode);
  }

  private kill(): void {
    try {
      if (this.child?.pid !== undefined) {
        process.kill(process.platform === "win32" ? this.child.pid : -this.child.pid, "SIGKILL");
      }
    } catch {
      // It has ended.
    }
  }

  private isUndone(): boolean {
    try {
      for (const path of [...this.created].reverse()) {
        rmSync(path, { recursive: true, force: true });
      }
      return true;
    } catch {
      return false;
    }
  }
}
