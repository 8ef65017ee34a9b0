import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { ForeignProject } from "./foreign-project";
import { SCENARIOS } from "./scenarios";
import { render } from "./stack";

const STACKS = join(__dirname, "../../stacks");

/** Puts the scenarios into a project, as an app that imports the packed package. */
export function writeScenarios({ folder }: ForeignProject): void {
  mkdirSync(join(folder, "stacks"));
  for (const name of readdirSync(STACKS)) {
    const text = readFileSync(join(STACKS, name), "utf8").replace('"../src"', '"cdktf-acr-aks"');
    writeFileSync(join(folder, "stacks", name), text);
  }
}

/** Compares what the project has synthesized with what the sources do here, without metadata. */
export function expectScenarios({ folder }: ForeignProject, out: string): void {
  for (const [id, stack] of SCENARIOS) {
    const text = readFileSync(join(folder, out, "stacks", id, "cdk.tf.json"), "utf8");
    expect(JSON.parse(text, (key, value) => (key === "//" ? undefined : value))).toEqual(render(stack));
  }
}
