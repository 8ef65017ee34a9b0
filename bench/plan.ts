import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inputsOf } from "../__tests__/support/inputs";
import { installableStacksOf } from "../__tests__/support/scenarios";
import { TEST_FILE, testFile } from "../packages/terraform-stack-tools/src/hand-off/example/test-file";
import { modulesOf } from "../packages/terraform-stack-tools/src/hand-off/module/layout";
import type { JsonObject } from "../packages/terraform-stack-tools/src/stack/json";
import { mapBlocks, readStack } from "../packages/terraform-stack-tools/src/stack/stack";
import { scenarios } from "../stacks/main";
import { ratios, shown } from "./support/ratio";

const ROUNDS = 5;

/** As users have it: compiled, by `npm run build`. */
const {
  plan,
  synthesize,
}: typeof import("../packages/terraform-stack-tools/src/plan") = require("../packages/terraform-stack-tools/lib/plan");

function milliseconds(body: () => unknown): number {
  const start = performance.now();
  body();
  return performance.now() - start;
}

/** Runs Terraform in a folder of its own with this stack. */
function withTerraform<T>(json: JsonObject, use: (terraform: (...args: string[]) => void, folder: string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), "cdktf-acr-aks-bench-"));
  const terraform = (...args: string[]) => {
    const options = { cwd: folder, encoding: "utf8", maxBuffer: 1 << 30 } as const;
    const { status, stdout, stderr } = spawnSync("terraform", args, options);
    if (status !== 0) {
      throw new Error(stdout + stderr);
    }
  };
  try {
    writeFileSync(join(folder, "cdk.tf.json"), JSON.stringify(json));
    return use(terraform, folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
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
  withTerraform(json, (terraform, folder) => {
    const modules = modulesOf({ name: "bench", stack: readStack(json), assets: new Map() }, "root");
    mkdirSync(join(folder, "tests"));
    writeFileSync(join(folder, TEST_FILE), testFile(modules));
    terraform("init", "-backend=false");
    const options = { variables: inputsOf(json), binary: "terraform" };
    const [before, after] = [named("before", json), named("after", json)];
    const plans = {
      plan: () => plan(json, options),
      "with existing": () => plan(json, { ...options, existing: json }),
      renamed: () => plan(after, { ...options, existing: before }),
    };
    // The first one may run `init`.
    plans.plan();
    const times = Object.values(plans).map((body) => () => milliseconds(body));
    const found = ratios(ROUNDS, () => milliseconds(() => terraform("test")), ...times);
    const names = Object.keys(plans);
    console.log(
      `${stack.node.id}, to terraform test: ${found.map((one, at) => `${names[at]} ${shown(one)}`).join("; ")}`,
    );
  });
}

/** Resources that plain Terraform can create without a cloud. */
function stackOf(size: number, days: number): JsonObject {
  const resources = Array.from({ length: size }, (_, index) => [`r${index}`, { offset_days: days }]);
  return {
    terraform: { required_providers: { time: { source: "hashicorp/time", version: "0.13.1" } } },
    resource: { time_offset: Object.fromEntries(resources) },
  };
}

/** Plain Terraform is measured with the smaller one only: its local backend writes the whole state after each resource. */
const [SMALL, LARGE] = [1000, 5000];

function planned(size: number): number {
  return milliseconds(() => plan(stackOf(size, 2), { existing: stackOf(size, 1), binary: "terraform" }));
}

planned(1);
const [few, many] = [planned(SMALL), planned(LARGE)];
const bare = withTerraform(stackOf(SMALL, 1), (terraform, folder) => {
  terraform("init");
  return milliseconds(() => {
    terraform("apply", "-auto-approve");
    writeFileSync(join(folder, "cdk.tf.json"), JSON.stringify(stackOf(SMALL, 2)));
    terraform("plan", "-refresh=false", "-out=plan");
    terraform("show", "-json", "plan");
  });
});
console.log(
  `plan with existing: ${SMALL} resources ${(few / bare).toFixed(2)} of plain Terraform; ` +
    `${LARGE} resources ${(many / few).toFixed(1)} times as long for ${LARGE / SMALL} times as many`,
);
