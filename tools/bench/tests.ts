import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { processorSeconds } from "./support/processor";
import { ratios, shown } from "./support/ratio";

const ROUNDS = 3;
const PROJECT = join(__dirname, "../..");

/** What a program of this repository takes of the processors, with all that it starts. */
const time =
  (module: string, ...args: readonly string[]) =>
  () => {
    const start = processorSeconds();
    execFileSync(process.execPath, [require.resolve(module), ...args], { cwd: PROJECT, stdio: "ignore" });
    return processorSeconds() - start;
  };

const [tests] = ratios(
  ROUNDS,
  time("typescript/bin/tsc", "--project", "."),
  time("jest/bin/jest", "--ci", "--maxWorkers=1"),
);
console.log(`all unit tests to the type check of everything: ${shown(tests)} of its processor time`);
