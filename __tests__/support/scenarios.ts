import { tmpdir } from "node:os";
import { type App, TerraformStack } from "cdktf";
import { scenarios } from "../../stacks/main";
import { render } from "./stack";
import { isInstallable } from "./terraform";

/** The stacks of an app that writes nothing. */
export function stacksOf(app: (outdir: string) => App): TerraformStack[] {
  return app(tmpdir()).node.children.filter(TerraformStack.isStack);
}

/** Those that can be initialized here, for the suites that run an engine. */
export function installableStacksOf(app: (outdir: string) => App): TerraformStack[] {
  return stacksOf(app).filter((stack) => {
    const isHere = isInstallable(render(stack));
    if (!isHere) {
      console.warn(`a provider is not at hand: ${stack.node.id} is left out`);
    }
    return isHere;
  });
}

/** Ids and stacks of the scenarios, for `test.each`. */
export const SCENARIOS = stacksOf(scenarios).map((stack) => [stack.node.id, stack] as const);
