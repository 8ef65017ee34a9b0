import { tmpdir } from "node:os";
import { type App, TerraformStack } from "cdktf";
import { scenarios } from "../../stacks/main";

/** The stacks of an app that writes nothing. */
export function stacksOf(app: (outdir: string) => App): TerraformStack[] {
  return app(tmpdir()).node.children.filter(TerraformStack.isStack);
}

/** Ids and stacks of the scenarios, for `test.each`. */
export const SCENARIOS = stacksOf(scenarios).map((stack) => [stack.node.id, stack] as const);
