import { existsSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type App, TerraformStack } from "cdktf";
import { objectOf } from "../../src/terraform/json";
import { synthesize } from "../../src/testing";
import { scenarios } from "../../stacks/main";

/** The stacks of an app that writes nothing. */
export function stacksOf(app: (outdir: string) => App): TerraformStack[] {
  return app(tmpdir()).node.children.filter(TerraformStack.isStack).filter(canInitialize);
}

/**
 * Whether `terraform init` finds the providers of a stack where it is told to download nothing: azapi is not everywhere,
 * and the suites that run an engine leave out its stack then. `__tests__/stacks` has it in any case.
 */
function canInitialize(stack: TerraformStack): boolean {
  const { required_providers } = objectOf(objectOf(synthesize(stack).toJSON()).terraform);
  const folders = [...(process.env.TF_CLI_ARGS_init ?? "").matchAll(/-plugin-dir='([^']+)'/g)].map(([, folder]) => folder);
  const isThere = folders.some((folder) => existsSync(join(folder, "registry.terraform.io/azure/azapi")));
  if (!("azapi" in objectOf(required_providers)) || folders.length === 0 || isThere) {
    return true;
  }
  console.warn(`azapi is not at hand: ${stack.node.id} is left out`);
  return false;
}

/** Ids and stacks of the scenarios, for `test.each`. */
export const SCENARIOS = stacksOf(scenarios).map((stack) => [stack.node.id, stack] as const);
