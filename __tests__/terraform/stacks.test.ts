import { ProviderGeneration } from "../../src";
import { scenarios } from "../../stacks/main";
import { inputsOf } from "../support/inputs";
import { installableStacksOf } from "../support/scenarios";
import { render } from "../support/stack";
import { binaries, inWorkspace } from "../support/terraform";

const GENERATIONS = {
  "azurerm 4": () => undefined,
  "azurerm 5": ProviderGeneration.useAzurerm5,
};

const runs = binaries().flatMap((binary) => Object.entries(GENERATIONS).map(([name, use]) => [binary, name, use] as const));

function emptyOf(value: unknown): unknown {
  if (Array.isArray(value)) {
    return [];
  }
  return typeof value === "object" ? {} : "";
}

describe.each(runs)("%s with %s", (binary, _name, use) => {
  const stacks = installableStacksOf(scenarios).map((stack) => {
    use(stack);
    return [stack.node.id, render(stack)] as const;
  });

  test.each(stacks)("accepts %s, applies it, and has nothing to change afterwards", (_id, json) => {
    inWorkspace(binary, (workspace) => {
      workspace.write(json).variables(inputsOf(json));
      expect(workspace.succeed("validate")).not.toContain("Warning");
      workspace.apply();
      expect(Object.keys(workspace.state()).length).toBeGreaterThan(0);
      expect(workspace.plan()).toEqual({});
    });
  });

  test.each(stacks)("refuses empty inputs of %s before anything is planned", (_id, json) => {
    inWorkspace(binary, (workspace) => {
      const empty = Object.fromEntries(Object.entries(inputsOf(json)).map(([name, value]) => [name, emptyOf(value)]));
      const output = workspace.write(json).variables(empty).planError();
      for (const name of Object.keys(empty)) {
        expect(output).toContain(`${name} must `);
      }
    });
  });
});
