import { spawnSync } from "node:child_process";
import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import addAzapi from "./azapi";
import { COLLECTED } from "./collected";
import { binaries } from "./terraform";

/** Those of the constructs. `private` and the sweeps pass wrong values too, some of which only Terraform can refuse. */
const SUITES = [
  "__tests__/unit/(cluster|credentials|delivery|identity|registry|provider)",
  "__tests__/unit/stacks/(main|synthesized)",
  "__tests__/sweeps/examples",
];

/** Checks for a binary, and runs the suites of the constructs once to collect everything that they synthesize. */
export default function setup(): void {
  addAzapi();
  if (binaries().length === 0) {
    throw new Error(
      "npm run test:terraform needs terraform 1.7 or tofu 1.8 or later: run npm run testbed:get, or put one on the PATH. npm test needs neither.",
    );
  }
  rmSync(COLLECTED, { recursive: true, force: true });
  mkdirSync(COLLECTED, { recursive: true });
  const setup = join(__dirname, "collect-setup.ts");
  const { status, stderr } = spawnSync(
    process.execPath,
    [
      require.resolve("jest/bin/jest"),
      `--setupFilesAfterEnv=${setup}`,
      "--testPathIgnorePatterns=/node_modules/",
      "--",
      ...SUITES,
    ],
    { cwd: join(__dirname, "../.."), encoding: "utf8" },
  );
  if (status !== 0) {
    throw new Error(`npm test must pass first:\n${stderr}`);
  }
}
