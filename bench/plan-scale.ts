import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { JsonObject } from "../packages/terraform-stack-tools/src/stack/json";

/** Plain Terraform is measured with the smaller one only: its local backend writes the whole state after each resource. */
const SIZES = [1000, 5000];

/** As users have it: compiled, by `npm run build`. */
const {
  plan,
}: typeof import("../packages/terraform-stack-tools/src/plan") = require("../packages/terraform-stack-tools/lib/plan");

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

function planned(size: number): number {
  return seconds(() => plan(stackOf(size, 2), { existing: stackOf(size, 1), binary: "terraform" }));
}

/** What plain Terraform takes to create the earlier version and to plan the new one. */
function plain(size: number): number {
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
  const write = (days: number) => writeFileSync(join(folder, "cdk.tf.json"), JSON.stringify(stackOf(size, days)));
  try {
    write(1);
    terraform("init");
    return seconds(() => {
      terraform("apply", "-auto-approve");
      write(2);
      terraform("plan", "-refresh=false", "-out=plan");
      terraform("show", "-json", "plan");
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const [small, large] = SIZES;
planned(1);
const [few, many, bare] = [planned(small), planned(large), plain(small)];
console.log(
  `plan with existing: ${small} resources ${few.toFixed(1)} s, ${(few / bare).toFixed(2)} of plain Terraform; ` +
    `${large} resources ${many.toFixed(1)} s, ${(many / few).toFixed(1)} times as long for ${large / small} times as many`,
);
