import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { JsonObject } from "../src/terraform/json";

const SIZES = [1000, 5000];

/** As users have it: compiled, by `npm run build`. */
const { plan }: typeof import("../src/testing") = require("../lib/testing");

/** Resources that plain Terraform can create without a cloud. */
function stackOf(size: number, days: number): JsonObject {
  const resources = Array.from({ length: size }, (_, index) => [`r${index}`, { offset_days: days }]);
  return {
    terraform: { required_providers: { time: { source: "hashicorp/time", version: "0.13.1" } } },
    resource: { time_offset: Object.fromEntries(resources) },
  };
}

function seconds(body: () => void): number {
  const start = performance.now();
  body();
  return (performance.now() - start) / 1000;
}

/** A plan with an earlier version beside what plain Terraform takes to create that version and to plan the new one. */
for (const size of SIZES) {
  const [before, after] = [stackOf(size, 1), stackOf(size, 2)];
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
  const write = (stack: JsonObject) => writeFileSync(join(folder, "cdk.tf.json"), JSON.stringify(stack));
  try {
    write(before);
    terraform("init");
    const apply = seconds(() => terraform("apply", "-auto-approve"));
    write(after);
    const planned = seconds(() => {
      terraform("plan", "-refresh=false", "-out=plan");
      terraform("show", "-json", "plan");
    });
    const ours = seconds(() => plan(after, { existing: before, binary: "terraform" }));
    console.log(
      `${size} resources: terraform apply ${apply.toFixed(1)} s and plan ${planned.toFixed(1)} s; ` +
        `plan with existing ${ours.toFixed(1)} s, ratio ${(ours / (apply + planned)).toFixed(2)}`,
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
