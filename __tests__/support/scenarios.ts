import { tmpdir } from "node:os";
import { type App, TerraformStack } from "cdktf";
import type { JsonObject } from "../../packages/terraform-stack-tools/src/stack/json";
import { scenarios } from "../../stacks/main";
import { render } from "./stack";
import { isAppliable, isInstallable } from "./terraform";

/** The stacks of an app that writes nothing. */
export function stacksOf(app: (outdir: string) => App): TerraformStack[] {
  return app(tmpdir()).node.children.filter(TerraformStack.isStack);
}

/** Those that can be initialized here, for the suites that run an engine. */
export function installableStacksOf(app: (outdir: string) => App): TerraformStack[] {
  return stacksOf(app).filter((stack) => isLeftIn(stack, isInstallable, "a provider is not at hand"));
}

/** Those of them that can be applied without a cloud; `real/scenarios.test.ts` applies all. */
export function appliableStacksOf(app: (outdir: string) => App): TerraformStack[] {
  return installableStacksOf(app).filter((stack) => isLeftIn(stack, isAppliable, "azapi applies in Azure only"));
}

function isLeftIn(stack: TerraformStack, suits: (json: JsonObject) => boolean, reason: string): boolean {
  const isSuitable = suits(render(stack));
  if (!isSuitable) {
    console.warn(`${reason}: ${stack.node.id} is left out`);
  }
  return isSuitable;
}

/** Ids and stacks of the scenarios, for `test.each`. */
export const SCENARIOS = stacksOf(scenarios).map((stack) => [stack.node.id, stack] as const);
