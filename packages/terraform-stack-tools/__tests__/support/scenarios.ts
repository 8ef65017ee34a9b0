import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { JsonObject } from "../../src/stack/json";

export const SCENARIOS_FILE = join(__dirname, "../fixtures/scenarios.json");

const stacks: Readonly<Record<string, JsonObject>> = JSON.parse(readFileSync(SCENARIOS_FILE, "utf8"));

/** Stacks as a CDK synthesizes them, with their names, for `test.each`: those of `stacks/`, which `npm run docs` writes here. */
export const SCENARIOS: readonly (readonly [string, JsonObject])[] = Object.entries(stacks);

export function scenario(name: string): JsonObject {
  return stacks[name];
}
