import { spawnSync } from "node:child_process";
import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { binaries } from "./terraform";

export const COLLECTED = join(__dirname, "../../node_modules/.cache/cdktf-acr-aks/synthesized");

/** Before the tests: looks for a binary, and lets the unit tests leave behind everything they synthesize. */
export default function setup(): void {
  if (binaries().length === 0) {
    throw new Error("npm run test:terraform needs terraform 1.7 or tofu 1.8 or later on the PATH; npm test needs neither.");
  }
  rmSync(COLLECTED, { recursive: true, force: true });
  mkdirSync(COLLECTED, { recursive: true });
  const { status, stderr } = spawnSync(process.execPath, [require.resolve("jest/bin/jest")], {
    cwd: join(__dirname, "../.."),
    encoding: "utf8",
    env: { ...process.env, COLLECT_SYNTHESIZED: COLLECTED },
  });
  if (status !== 0) {
    throw new Error(`npm test must pass first:\n${stderr}`);
  }
}
