import { execFileSync } from "node:child_process";
import { copyFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const PROJECT = join(__dirname, "..");
const TOOLS = join(PROJECT, "packages/terraform-stack-tools");

/** Writes the lock file that the tools have away from home: what they need of the one at the top, in the same versions. */
const folder = mkdtempSync(join(tmpdir(), "tools-lock-"));
try {
  copyFileSync(join(TOOLS, "package.json"), join(folder, "package.json"));
  copyFileSync(join(PROJECT, "package-lock.json"), join(folder, "package-lock.json"));
  const install = ["install", "--package-lock-only", "--ignore-scripts", "--no-audit", "--no-fund"];
  execFileSync("npm", install, { cwd: folder, stdio: ["ignore", "inherit", "inherit"] });
  copyFileSync(join(folder, "package-lock.json"), join(TOOLS, "package-lock.json"));
} finally {
  rmSync(folder, { recursive: true });
}
