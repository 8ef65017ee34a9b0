import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";

export const NUMBERS = { SIGINT: 2, SIGTERM: 15 } as const;

/** How a process took a signal. */
export interface Interrupted {
  /** As a shell has it. */
  readonly code: number;
  /** From the signal to the end, in milliseconds; undefined where it had ended before. */
  readonly took?: number;
}

/** Starts a program, and sends a signal to its own process after a while, as a supervisor does, and once more, as npm does. */
export async function interrupted(
  args: readonly string[],
  place: { readonly cwd: string; readonly env: NodeJS.ProcessEnv },
  delay: number,
  signal: keyof typeof NUMBERS,
): Promise<Interrupted> {
  // A group of its own, since the programs that run tests get the signals of a group too.
  const child: ChildProcess = spawn(process.execPath, args, { ...place, stdio: "ignore", detached: true });
  const ended = once(child, "exit");
  await Promise.race([ended, sleep(delay, undefined, { ref: false })]);
  const sent = Date.now();
  const wasRunning = child.exitCode === null && child.signalCode === null && child.kill(signal);
  const again = setTimeout(() => child.kill(signal), 20);
  const [code, by] = await ended;
  clearTimeout(again);
  const took = wasRunning ? { took: Date.now() - sent } : {};
  return { code: by === null ? code : 128 + NUMBERS[signal], ...took };
}

/** The processes that still have to do with a folder. One that was killed a moment ago may take until the next tick of the system. */
export async function processesLeftIn(folder: string): Promise<string[]> {
  for (let tries = 0; tries < 20 && processesIn(folder).length > 0; tries++) {
    await sleep(50);
  }
  return processesIn(folder);
}

/** The processes that name a folder in their command line, or that run in it. */
function processesIn(folder: string): string[] {
  return readdirSync("/proc")
    .filter((id) => /^\d+$/.test(id) && id !== String(process.pid))
    .flatMap((id) => {
      try {
        const command = readFileSync(`/proc/${id}/cmdline`, "utf8").split("\0").join(" ");
        return command.includes(folder) || readlinkSync(`/proc/${id}/cwd`).startsWith(folder) ? [`${id} ${command}`] : [];
      } catch {
        // It has ended, or it is somebody else's.
        return [];
      }
    });
}

/** Moments spread over the time that something takes, in milliseconds, with one of two signals each. */
export function moments(count: number, whole: number): [delay: number, signal: keyof typeof NUMBERS][] {
  return Array.from({ length: count }, (_, index) => [
    Math.round(((index + 0.5) * whole) / count),
    index % 2 === 0 ? "SIGTERM" : "SIGINT",
  ]);
}
