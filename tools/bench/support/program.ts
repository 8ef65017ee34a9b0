import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

export const PROJECT = join(__dirname, "../../..");

export interface Consumed {
  /** Milliseconds of all processors: other programs on the machine hardly change them. */
  readonly processor: number;
  readonly megabytes: number;
}

/** A process may start another one, and ends after it. */
const REPORT = `process.on("exit", () => {
  const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
  const line = JSON.stringify({ processor: (userCPUTime + systemCPUTime) / 1000, megabytes: maxRSS / 1024 });
  require("node:fs").appendFileSync(require("node:path").join(__dirname, "consumed"), line + "\\n");
});`;

/** The seconds of processor time and the megabytes that a script takes in a process of its own. */
export function measured(script: string): { readonly seconds: number; readonly megabytes: number } {
  const report =
    "; const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();" +
    "console.log(JSON.stringify({ seconds: (userCPUTime + systemCPUTime) / 1e6, megabytes: maxRSS / 1024 }))";
  const { status, stdout, stderr } = spawnSync(process.execPath, ["-e", script + report], { encoding: "utf8" });
  if (status !== 0) {
    throw new Error(stderr);
  }
  return JSON.parse(stdout);
}

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

  /** What a process and those that it starts take from its start to its end. */
  public run(...args: readonly string[]): Consumed {
    const consumed = this.write("consumed", "");
    const { status } = spawnSync(process.execPath, ["--require", join(this.folder, "report.js"), ...args], {
      cwd: this.folder,
      stdio: ["ignore", "ignore", "inherit"],
    });
    if (status !== 0) {
      throw new Error(`${args.join(" ")} exited with ${status}`);
    }
    const lines = readFileSync(consumed, "utf8").trim().split("\n");
    const all = lines.map((line): Consumed => JSON.parse(line));
    return {
      processor: all.reduce((sum, { processor }) => sum + processor, 0),
      megabytes: Math.max(...all.map(({ megabytes }) => megabytes)),
    };
  }

  public remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
