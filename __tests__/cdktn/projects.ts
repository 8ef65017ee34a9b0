import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { JsonObject } from "../../packages/terraform-stack-tools/src/stack/json";
import { SCENARIOS } from "../support/scenarios";

export const PROJECT = join(__dirname, "../..");
/** Where `npm run cdktn` lays out the other package. */
export const OTHER = join(PROJECT, "dist/cdktn");

/** The ids of the scenarios. */
export const STACKS = SCENARIOS.map(([id]) => id);

/** Runs TypeScript in one of the two projects. */
export function run(project: string, script: string): string {
  return runNode(project, ["--eval", script]);
}

function runNode(project: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): string {
  return execFileSync(process.execPath, ["--import", require.resolve("tsx"), ...args], {
    cwd: project,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, ...env },
  });
}

/**
 * The JSON of each scenario, metadata included.
 * @param out the folder that the app writes into
 * @param adapt statements on `app`
 */
export function synthesized(project: string, out: string, adapt = ""): Readonly<Record<string, JsonObject>> {
  run(project, `const app = require("./stacks/main.ts").scenarios(${JSON.stringify(out)}); ${adapt}; app.synth();`);
  const text = (id: string) => readFileSync(join(out, "stacks", id, "cdk.tf.json"), "utf8");
  return Object.fromEntries(STACKS.map((id) => [id, JSON.parse(text(id))]));
}

/** The JSON of each stack of an example, as `npx tsx main.ts` writes it. */
export function synthesizedExample(project: string, name: string, out: string): Readonly<Record<string, JsonObject>> {
  runNode(project, [join("examples", name, "main.ts")], { CDKTF_OUTDIR: out });
  const ids = readdirSync(join(out, "stacks"));
  return Object.fromEntries(ids.map((id) => [id, JSON.parse(readFileSync(join(out, "stacks", id, "cdk.tf.json"), "utf8"))]));
}
