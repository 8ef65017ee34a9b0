import { ProviderGeneration } from "../../src";
import { scenarios } from "../../stacks/main";
import { everyOther } from "../support/every-other";
import { inputsOf } from "../support/inputs";
import { appliableStacksOf, installableStacksOf } from "../support/scenarios";
import { render } from "../support/stack";
import { binaries, inWorkspace, isPlannable } from "../support/terraform";

const GENERATIONS = { "azurerm 4": () => undefined, "azurerm 5": ProviderGeneration.useAzurerm5 };

const runs = binaries().flatMap((binary, row) =>
  Object.entries(GENERATIONS).map(([name, use], column) => [binary, name, use, row + column] as const),
);

const applied = appliableStacksOf(scenarios).map(({ node }) => node.id);

function emptyOf(value: unknown): unknown {
  if (Array.isArray(value)) {
    return [];
  }
  return typeof value === "object" ? {} : "";
}

describe.each(runs)("%s with %s", (binary, _name, use, diagonal) => {
  const stacks = installableStacksOf(scenarios).map((stack) => {
    use(stack);
    return [stack.node.id, render(stack)] as const;
  });

  test.each(stacks)("accepts %s, applies it unless that needs Azure, and has nothing to change afterwards", (id, json) => {
    inWorkspace(binary, (workspace) => {
      workspace.write(json).variables(inputsOf(json));
      expect(workspace.succeed("validate")).not.toContain("Warning");
      if (!isPlannable(json)) {
        return;
      }
      if (!applied.includes(id)) {
        expect([...new Set(Object.values(workspace.plan()))]).toEqual(["create"]);
        return;
      }
      workspace.apply();
      expect(Object.keys(workspace.state()).length).toBeGreaterThan(0);
      expect(workspace.plan()).toEqual({});
    });
  });

  test.each(everyOther(stacks, diagonal))("refuses empty inputs of %s before anything is planned", (_id, json) => {
    inWorkspace(binary, (workspace) => {
      const empty = Object.fromEntries(Object.entries(inputsOf(json)).map(([name, value]) => [name, emptyOf(value)]));
      const output = workspace.write(json).variables(empty).planError();
      for (const name of Object.keys(empty)) {
        expect(output).toContain(`${name} must `);
      }
    });
  });
});
