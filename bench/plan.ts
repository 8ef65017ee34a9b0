import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { inputsOf } from "../__tests__/support/inputs";
import { installableStacksOf } from "../__tests__/support/scenarios";
import { TEST_FILE, testFile } from "../packages/terraform-stack-tools/src/hand-off/example/test-file";
import { modulesOf } from "../packages/terraform-stack-tools/src/hand-off/module/layout";
import type { JsonObject } from "../packages/terraform-stack-tools/src/stack/json";
import { mapBlocks, readStack } from "../packages/terraform-stack-tools/src/stack/stack";
import { scenarios } from "../stacks/main";

const ROUNDS = 5;

/** As users have it: compiled, by `npm run build`. */
const {
  plan,
  synthesize,
}: typeof import("../packages/terraform-stack-tools/src/plan") = require("../packages/terraform-stack-tools/lib/plan");

/** Of another version, to compare with: `bench/plan.ts <its lib folder>`. */
const [, , earlierLib] = process.argv;
const earlier: Pick<typeof import("../packages/terraform-stack-tools/src/plan"), "plan"> | undefined =
  earlierLib === undefined ? undefined : require(resolve(earlierLib, "plan"));

function median(values: number[]): number {
  return values.sort((one, other) => one - other)[Math.floor(values.length / 2)];
}

function milliseconds(body: () => void): number {
  const start = performance.now();
  body();
  return performance.now() - start;
}

const RENAMED = ["azurerm_container_registry", "azurerm_kubernetes_cluster"];

/** The stack with registries and clusters of another name, from which replacements follow in a chain. */
function named(name: string, json: JsonObject): JsonObject {
  return mapBlocks(readStack(json), ({ kind, type, body }) => {
    const { lifecycle: _protection, ...rest } = body;
    return kind === "resource" && RENAMED.includes(type) ? { ...rest, name } : body;
  }).sections;
}

/** Plans by this package beside the bare `terraform test` of the same stack in a folder where `init` was run. */
for (const stack of installableStacksOf(scenarios)) {
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
    const modules = modulesOf({ name: "bench", stack: readStack(json), assets: new Map() }, "root");
    mkdirSync(join(folder, "tests"));
    writeFileSync(join(folder, TEST_FILE), testFile(modules));
    terraform("init", "-backend=false");
    const variables = inputsOf(json);
    const options = { variables, binary: "terraform" };
    const [before, after] = [named("before", json), named("after", json)];
    const plansOf = (version: Pick<typeof import("../packages/terraform-stack-tools/src/plan"), "plan">) => [
      () => version.plan(json, options),
      () => version.plan(json, { ...options, existing: json }),
      () => version.plan(after, { ...options, existing: before }),
    ];
    const bodies = [() => terraform("test"), ...plansOf({ plan }), ...(earlier === undefined ? [] : plansOf(earlier))];
    // The first of each is left out: it may run `init`.
    const rounds = Array.from({ length: ROUNDS + 1 }, () => bodies.map((body) => milliseconds(body))).slice(1);
    const times = bodies.map((_, side) => median(rounds.map((round) => round[side])));
    const [bare, ...plans] = times;
    const shown = ["plan", "with existing", "renamed"].map((name, index) => {
      const than =
        earlier === undefined ? "" : `, to the other version ${(plans[index] / plans[index + 3]).toFixed(2)}`;
      return `${name} ${plans[index].toFixed(0)} ms, ratio ${(plans[index] / bare).toFixed(2)}${than}`;
    });
    console.log(`${stack.node.id}: terraform test ${bare.toFixed(0)} ms; ${shown.join("; ")}`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
