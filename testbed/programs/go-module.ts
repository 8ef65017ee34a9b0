import { spawnSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Program } from "./lock-file";

export function hasGo(): boolean {
  return spawnSync("go", ["version"]).status === 0;
}

/** Builds a program from a module of Go, which Go itself compares with its checksum database, and this with the lock file. */
export function buildModule(
  { module, version, package: main = ".", digest }: Program,
  program: string,
  folder: string,
): void {
  mkdirSync(folder, { recursive: true });
  const {
    Dir: source,
    Sum: sum,
    Error: reason,
  } = JSON.parse(go(folder, "mod", "download", "-json", `${module}@v${version}`) || "{}");
  if (sum === undefined) {
    throw new Error(`${module} v${version} cannot be downloaded: ${reason ?? "Go says no reason"}.`);
  }
  if (sum !== digest) {
    throw new Error(`${module} v${version} has the checksum ${sum}, and the lock file says ${digest}: it is refused.`);
  }
  go(source, "build", "-trimpath", "-mod=readonly", "-o", join(folder, program), main);
}

function go(cwd: string, ...args: readonly string[]): string {
  const env = { ...process.env, CGO_ENABLED: "0", GOFLAGS: "-buildvcs=false", GOWORK: "off" };
  const { status, stdout, stderr } = spawnSync("go", args, { cwd, env, encoding: "utf8", maxBuffer: 1 << 28 });
  if (status !== 0 && !stdout.startsWith("{")) {
    throw new Error(`go ${args.join(" ")} fails:\n${stderr}`);
  }
  return stdout;
}
