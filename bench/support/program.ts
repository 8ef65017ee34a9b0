import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

export const PROJECT = join(__dirname, "../..");

export interface Consumed {
  /** Milliseconds of all processors: other programs on the machine hardly change them. */
  readonly processor: number;
  readonly megabytes: number;
}

/** The program works in a thread, which ends too. */
const REPORT = `if (require("node:worker_threads").isMainThread) process.on("exit", () => {
  const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
  require("node:fs").writeSync(3, JSON.stringify({ processor: (userCPUTime + systemCPUTime) / 1000, megabytes: maxRSS / 1024 }));
});`;

/** Programs in a folder of their own, from which the package is found as an app finds it. */
export class Programs {
  public readonly folder: string;

  constructor() {
    mkdirSync(join(PROJECT, "dist"), { recursive: true });
    this.folder = mkdtempSync(join(PROJECT, "dist", "bench-"));
    this.write("report.js", REPORT);
  }

  public write(name: string, text: string): string {
    const path = join(this.folder, name);
    writeFileSync(path, text);
    return path;
  }

  /** What a process takes from its start to its end. */
  public run(...args: readonly string[]): Consumed {
    const { status, output } = spawnSync(process.execPath, ["--require", join(this.folder, "report.js"), ...args], {
      cwd: this.folder,
      encoding: "utf8",
      stdio: ["ignore", "ignore", "inherit", "pipe"],
    });
    if (status !== 0) {
      throw new Error(`${args.join(" ")} exited with ${status}`);
    }
    return JSON.parse(output[3] ?? "");
  }

  public remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
