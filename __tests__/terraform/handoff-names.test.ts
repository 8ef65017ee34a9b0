import { sourceOf } from "../../packages/terraform-stack-tools/__tests__/support/hand-off";
import { bundleOf } from "../../packages/terraform-stack-tools/src/hand-off/bundle";
import { modulesOf } from "../../packages/terraform-stack-tools/src/hand-off/module/layout";
import { type Names, namedSources } from "../../packages/terraform-stack-tools/src/hand-off/module/renamed-stack";
import type { Format } from "../../packages/terraform-stack-tools/src/hand-off/module/root-module";
import type { JsonObject } from "../../packages/terraform-stack-tools/src/stack/json";
import { scenarios } from "../../stacks/main";
import { everyOther } from "../support/every-other";
import { inputsOf } from "../support/inputs";
import { appliableStacksOf } from "../support/scenarios";
import { render } from "../support/stack";
import { binaries, inWorkspace } from "../support/terraform";

const NOBODY = { version: "0.0.0" };

/** Names that cdktf makes, references of every kind, and a move that a state may be in front of or behind. */
const NAMED: JsonObject = {
  locals: { "both-Ids": ["${terraform_data.first_Value_0123ABCD.id}", '${terraform_data.Each["a"].id}'] },
  resource: {
    terraform_data: {
      first_Value_0123ABCD: { input: "one" },
      Each: { for_each: '${toset(["a", "b"])}', input: "${terraform_data.first_Value_0123ABCD.output}" },
      "last-value": { input: "${local.both-Ids}", depends_on: ["terraform_data.Each"] },
    },
  },
  moved: [{ from: "terraform_data.formerly", to: "terraform_data.last-value" }],
  output: { ids: { value: "${local.both-Ids}" } },
};

const scenarioStacks = appliableStacksOf(scenarios).map((stack): [string, JsonObject] => [stack.node.id, render(stack)]);

/** Names of all kinds, and every other scenario. */
const runs = binaries().map(
  (binary, row) => [binary, [["names of cdktf", NAMED] as const, ...everyOther(scenarioStacks, row)]] as const,
);

const filesOf = (stack: JsonObject, format: Format, names: Names) => {
  const [source] = namedSources([sourceOf(stack)], names);
  return bundleOf(source, modulesOf(source, "root"), { format, provenance: NOBODY, changes: "" }).files;
};

describe.each(runs)("%s", (binary, stacks) => {
  test.each(stacks)("plans no changes under plain names for what was applied under those of the stack: %s", (_id, stack) => {
    inWorkspace(binary, (workspace) => {
      const named = filesOf(stack, "json", "stack");
      for (const [path, bytes] of named) {
        workspace.file(path, bytes.toString());
      }
      workspace.variables(inputsOf(stack)).apply();
      const applied = Object.keys(workspace.state());
      // All of them, since the tests of a bundle refuse every file beside it.
      for (const path of named.keys()) {
        workspace.removeFile(path);
      }
      for (const [path, bytes] of filesOf(stack, "hcl", "plain")) {
        workspace.file(path, bytes.toString());
      }
      expect(workspace.succeed("validate")).not.toContain("Warning");
      expect(workspace.plan()).toEqual({});
      workspace.apply();
      const renamed = Object.keys(workspace.state());
      expect(renamed).toHaveLength(applied.length);
      expect(renamed.filter((address) => !/^(data\.)?\w+\.[a-z][a-z0-9_]*(\[.*\])?$/.test(address))).toEqual([]);
      expect(workspace.succeed("test")).toMatch(/[1-9]\d* passed, 0 failed/);
    });
  });

  test("follows a move of the stack and then the one to the plain name", () => {
    inWorkspace(binary, (workspace) => {
      workspace.write({ resource: { terraform_data: { formerly: { input: 1 } } } }).apply();
      workspace.removeFile("cdk.tf.json");
      const stack = {
        resource: { terraform_data: { "last-value": { input: 1 } } },
        moved: [{ from: "terraform_data.formerly", to: "terraform_data.last-value" }],
      };
      for (const [path, bytes] of filesOf(stack, "hcl", "plain")) {
        workspace.file(path, bytes.toString());
      }
      expect(workspace.plan()).toEqual({});
      workspace.apply();
      expect(Object.keys(workspace.state())).toEqual(["terraform_data.last_value"]);
    });
  });
});
