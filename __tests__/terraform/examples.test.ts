import type { TerraformStack } from "cdktf";
import { type JsonObject, objectOf } from "../../packages/terraform-stack-tools/src/stack/json";
import { ProviderGeneration } from "../../src";
import { EXAMPLES, stacksOfExample } from "../support/examples";
import { render } from "../support/stack";
import { binaries, inWorkspace } from "../support/terraform";

// The stacks of the scenarios are for both binaries; what the examples add to them are names and numbers.
const [binary] = binaries();

const GENERATIONS = { "azurerm 4": () => undefined, "azurerm 5": ProviderGeneration.useAzurerm5 };

/** The one that these providers answer with. */
const SUBSCRIPTION = "00000000-0000-0000-0000-000000000000";

/** With a state of its own. What exists is created, since these providers know nothing of an imported object but its id. */
function applicable(stack: TerraformStack): JsonObject {
  const { import: _imports, ...json } = render(stack);
  const text = JSON.stringify({
    ...json,
    terraform: { ...objectOf(json.terraform), backend: { local: { path: "terraform.tfstate" } } },
  });
  return JSON.parse(text.replace(/0{8}-0000-0000-0000-0{11}\d/g, SUBSCRIPTION));
}

describe.each(Object.entries(GENERATIONS))("%s", (_name, use) => {
  test.each(EXAMPLES)("accepts the stacks of %s, applies them, and has nothing to change afterwards", (name) => {
    for (const stack of stacksOfExample(name)) {
      use(stack);
      inWorkspace(binary, (workspace) => {
        const json = applicable(stack);
        const names = Object.keys(objectOf(json.variable));
        workspace.write(json).variables(Object.fromEntries(names.map((name) => [name, "example"])));
        expect(workspace.succeed("validate")).not.toContain("Warning");
        workspace.apply();
        expect(Object.keys(workspace.state()).length).toBeGreaterThan(0);
        expect(workspace.plan()).toEqual({});
      });
    }
  });
});
