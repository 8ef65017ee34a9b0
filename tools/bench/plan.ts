import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { JsonObject } from "../../packages/terraform-stack-tools/src/stack/json";

/** As users have it: compiled, by `npm run build`. */
const {
  plan,
}: typeof import("../../packages/terraform-stack-tools/src/plan") = require("../packages/terraform-stack-tools/lib/plan");

function milliseconds(body: () => unknown): number {
  const start = performance.now();
  body();
  return performance.now() - start;
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

/** By Terraform alone, in a folder of its own. */
function withoutTools(): number {
  const folder = mkdtempSync(join(tmpdir(), "cdktf-acr-aks-bench-"));
  const terraform = (...args: string[]) => {
    const { status, stdout, stderr } = spawnSync("terraform", args, {
      cwd: folder,
      encoding: "utf8",
      maxBuffer: 1 << 30,
    });
    if (status !== 0) {
      throw new Error(stdout + stderr);
    }
  };
  const write = (days: number) => writeFileSync(join(folder, "cdk.tf.json"), JSON.stringify(stackOf(SMALL, days)));
  try {
    write(1);
    terraform("init");
    return milliseconds(() => {
      terraform("apply", "-auto-approve");
      write(2);
      terraform("plan", "-refresh=false", "-out=plan");
      terraform("show", "-json", "plan");
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

planned(1);
const [few, many, bare] = [planned(SMALL), planned(LARGE), withoutTools()];
console.log(
  `plan with existing: ${SMALL} resources ${(few / bare).toFixed(2)} of plain Terraform; ` +
    `${LARGE} resources ${(many / few).toFixed(1)} times as long for ${LARGE / SMALL} times as many`,
);
