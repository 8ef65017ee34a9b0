import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inputsOf } from "../__tests__/support/inputs";
import { stacksOf } from "../__tests__/support/scenarios";
import { testFile } from "../src/handoff/example/test-file";
import { readStack } from "../src/terraform/stack";
import { plan, synthesize } from "../src/testing";
import { scenarios } from "../stacks/main";

const ROUNDS = 5;

function median(values: number[]): number {
  return values.sort((one, other) => one - other)[Math.floor(values.length / 2)];
}

function milliseconds(body: () => void): number {
  const start = performance.now();
  body();
  return performance.now() - start;
}

/** A plan by this package beside the bare `terraform test` of the same stack in a folder where `init` was run. */
for (const stack of stacksOf(scenarios)) {
  const json = synthesize(stack).toJSON();
  const folder = mkdtempSync(join(tmpdir(), "cdktf-acr-aks-bench-"));
  const terraform = (...args: string[]) => {
    const { status, stdout, stderr } = spawnSync("terraform", args, { cwd: folder, encoding: "utf8" });
    if (status !== 0) {
      throw new Error(stdout + stderr);
    }
  };
  try {
    mkdirSync(join(folder, "tests"));
    writeFileSync(join(folder, "cdk.tf.json"), JSON.stringify(json));
    writeFileSync(join(folder, "tests", "plan.tftest.json"), JSON.stringify(testFile(readStack(json), "terraform")));
    terraform("init", "-backend=false");
    const variables = inputsOf(json);
    const ours = () => plan(json, { variables, binary: "terraform" });
    const update = () => plan(json, { existing: json, variables, binary: "terraform" });
    ours();
    const rounds = Array.from({ length: ROUNDS }, () =>
      [() => terraform("test"), ours, update].map((body) => milliseconds(body)),
    );
    const [bare, own, both] = [0, 1, 2].map((side) => median(rounds.map((round) => round[side])));
    console.log(
      `${stack.node.id}: terraform test ${bare.toFixed(0)} ms, plan ${own.toFixed(0)} ms, ratio ${(own / bare).toFixed(2)}; ` +
        `with existing ${both.toFixed(0)} ms, ratio ${(both / bare).toFixed(2)}`,
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
