import { scenarios } from "../../stacks/main";
import { inputsOf } from "../support/inputs";
import { installableStacksOf } from "../support/scenarios";
import { render } from "../support/stack";
import { binaries, inWorkspace } from "../support/terraform";

const [binary] = binaries();
const stacks = installableStacksOf(scenarios).map((stack) => [stack.node.id, render(stack)] as const);

function emptyOf(value: unknown): unknown {
  if (Array.isArray(value)) {
    return [];
  }
  return typeof value === "object" ? {} : "";
}

test.each(stacks)("empty inputs of %s are refused before anything is planned", (_id, json) => {
  inWorkspace(binary, (workspace) => {
    const empty = Object.fromEntries(Object.entries(inputsOf(json)).map(([name, value]) => [name, emptyOf(value)]));
    const output = workspace.write(json).variables(empty).planError();
    for (const name of Object.keys(empty)) {
      expect(output).toContain(`${name} must `);
    }
  });
});
