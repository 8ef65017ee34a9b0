import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import type { Ended, Program } from "../../shared/program";

/** How long processes may take to end by themselves, in milliseconds. */
const GRACE = 250;

/** The processes that the program has started. Each leads a group, which ends with it. */
export class Children {
  private readonly running = new Set<ChildProcess>();

  public async run(program: Program): Promise<Ended> {
    try {
      return await this.ended(program);
    } catch (error) {
      return { status: null, stdout: "", stderr: "", fault: error instanceof Error ? error.message : String(error) };
    }
  }

  /** Node.js reports what it cannot start at once or later. */
  private async ended({ command, args, input = "", ...options }: Program): Promise<Ended> {
    const child = spawn(command, args, { ...options, detached: process.platform !== "win32" });
    this.running.add(child);
    const [stdout, stderr]: Buffer[][] = [[], []];
    child.stdout.on("data", (part: Buffer) => stdout.push(part));
    child.stderr.on("data", (part: Buffer) => stderr.push(part));
    // It may end before it has read everything.
    child.stdin.on("error", () => undefined).end(input);
    try {
      const [status, signal]: [number | null, string | null] = await closed(child);
      return { status, ...(signal === null ? {} : { signal }), stdout: textOf(stdout), stderr: textOf(stderr) };
    } finally {
      this.running.delete(child);
    }
  }

  /** Ends all of them, and whatever they have started. */
  public async end(): Promise<void> {
    const all = [...this.running];
    const gone = Promise.all(all.map((child) => closed(child).catch(() => undefined)));
    for (const signal of ["SIGTERM", "SIGKILL"] as const) {
      for (const child of all) {
        kill(child, signal);
      }
      await Promise.race([gone, sleep(GRACE)]);
    }
  }
}

function closed(child: ChildProcess): Promise<[number | null, string | null]> {
  return once(child, "close") as Promise<[number | null, string | null]>;
}

function kill(child: ChildProcess, signal: NodeJS.Signals): void {
  try {
    if (process.platform === "win32" || child.pid === undefined) {
      child.kill(signal);
    } else {
      process.kill(-child.pid, signal);
    }
  } catch {
    // It has ended.
  }
}

function textOf(parts: readonly Buffer[]): string {
  return Buffer.concat(parts).toString("utf8");
}
