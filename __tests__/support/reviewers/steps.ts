import { type Json, type JsonObject, objectOf } from "../../../packages/terraform-stack-tools/src/stack/json";
import type { Checkout, Ran } from "./checkout";
import type { Comments } from "./comments";

const { safeLoad }: { safeLoad: (text: string) => Json } = require("js-yaml");

/** Runs a file as its platform does, step by step, and says how the run ends. */
export type Platform = (text: string, checkout: Checkout, comments: Comments) => Promise<Ran>;

export interface Step {
  readonly script: string;
  readonly environment: NodeJS.ProcessEnv;
  /** Whether it runs after a step that failed. */
  readonly isAlways: boolean;
}

export function yaml(text: string): JsonObject {
  return objectOf(safeLoad(text));
}

/** Each step is asked for when its turn comes, since it may depend on what is there by then; undefined is left out. */
export async function runSteps(steps: readonly (() => Step | undefined)[], run: (step: Step) => Promise<Ran>): Promise<Ran> {
  let code = 0;
  let output = "";
  for (const step of steps) {
    const next = step();
    if (next !== undefined && (code === 0 || next.isAlways)) {
      const ran = await run(next);
      code ||= ran.code;
      output += ran.output;
    }
  }
  return { code, output };
}

/** What a platform puts in place of `${{ … }}` and `$(…)`. */
export function environmentOf(value: Json | undefined, expressions: Readonly<Record<string, string>> = {}): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(objectOf(value)).map(([name, one]) => [
      name,
      `${one}`.replace(/\$\{\{ (.+?) \}\}|\$\(([\w.]+)\)/g, (_all, first, second) => expressions[first ?? second] ?? ""),
    ]),
  );
}
