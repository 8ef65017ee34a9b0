import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, openSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

const TAIL = 15;

/** The programs of one control plane. None outlives this process, however that ends: setpriv sees to it. */
export class Processes {
  private readonly children: ChildProcess[] = [];
  private readonly ends: string[] = [];

  constructor(private readonly folder: string) {}

  /** Starts a program, which writes to `<name>.log`. */
  public start(name: string, path: string, args: readonly string[]): void {
    const log = openSync(join(this.folder, `${name}.log`), "a");
    const child = spawn("setpriv", ["--pdeathsig", "KILL", path, ...args], {
      cwd: this.folder,
      env: withoutClusters(process.env),
      stdio: ["ignore", log, log],
    });
    closeSync(log);
    child.on("error", (error) => this.ends.push(`${name}: ${error.message}`));
    child.on("exit", (code, signal) => this.ends.push(`${name} ended with ${signal ?? code}`));
    this.children.push(child);
  }

  /** Waits for something that a program does. @throws when one ends, or after the deadline, with its last lines */
  public async until(name: string, what: string, isThere: () => Promise<boolean>, deadline: number): Promise<void> {
    while (!(await isThere().catch(() => false))) {
      if (this.ends.length > 0 || Date.now() > deadline) {
        const why = this.ends.join(", ") || `${what} did not come in time`;
        throw new Error(`${why}\n${this.tail(name)}`);
      }
      await sleep(100);
    }
  }

  /** Ends them, the last one first. */
  public async stop(): Promise<void> {
    for (const child of [...this.children].reverse()) {
      child.kill();
      for (let tries = 0; isRunning(child) && tries < 100; tries += 1) {
        if (tries === 50) {
          child.kill("SIGKILL");
        }
        await sleep(50);
      }
    }
  }

  private tail(name: string): string {
    return readFileSync(join(this.folder, `${name}.log`), "utf8")
      .split("\n")
      .slice(-TAIL)
      .join("\n");
  }
}

function isRunning({ pid, exitCode, signalCode }: ChildProcess): boolean {
  return pid !== undefined && exitCode === null && signalCode === null;
}

/** Nothing of a real cluster may get to the programs. */
export function withoutClusters(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !/^(KUBE_|KUBECONFIG$|KUBERNETES_)/.test(name)));
}
