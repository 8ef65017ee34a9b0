import { sourceOf } from "../../packages/terraform-stack-tools/__tests__/support/hand-off";
import type { PlanJson } from "../../packages/terraform-stack-tools/__tests__/support/plan-json";
import { bundleOf } from "../../packages/terraform-stack-tools/src/hand-off/bundle";
import type { Format } from "../../packages/terraform-stack-tools/src/hand-off/root-module";
import { SHIPPED_SCHEMAS } from "../../packages/terraform-stack-tools/src/knowledge/catalogue/schemas";
import { KnownSchemas } from "../../packages/terraform-stack-tools/src/providers/schemas/known-schemas";
import { printedSchemas } from "../../packages/terraform-stack-tools/src/providers/schemas/sources";
import type { JsonObject } from "../../packages/terraform-stack-tools/src/stack/json";
import { remoteOutputs } from "../../packages/terraform-stack-tools/src/stack/references";
import { readStack } from "../../packages/terraform-stack-tools/src/stack/stack";
import { FOREIGN_SCHEMAS, foreignStacks, RUNNING } from "../support/foreign/stacks";
import { emptyApp, render } from "../support/stack";
import { binaries, inWorkspace, type Workspace } from "../support/terraform";

const stacks = foreignStacks(emptyApp()).map((stack) => [stack.node.id, render(stack)] as const);

function writeModule(workspace: Workspace, stack: JsonObject, format: Format, folder = ""): void {
  const schemas = new KnownSchemas([printedSchemas(FOREIGN_SCHEMAS), SHIPPED_SCHEMAS]);
  const { files } = bundleOf(sourceOf(stack), { format, schemas });
  for (const [path, bytes] of files) {
    workspace.file(`${folder}${path}`, bytes.toString());
  }
}

function plannedBy(workspace: Workspace): unknown {
  workspace.succeed("plan", "-input=false", "-out=plan");
  const { resource_changes, output_changes }: PlanJson = JSON.parse(workspace.succeed("show", "-json", "plan"));
  return { resource_changes, output_changes };
}

/** Writes states with the outputs that a stack reads of others. Returns the inputs with their paths. */
function statesOf(stack: JsonObject, workspace: Workspace): Record<string, string> {
  const model = readStack(stack);
  const states = [...remoteOutputs(model)].map(([address, names]) => {
    const outputs = Object.fromEntries(names.map((name) => [name, { value: `the ${name}`, type: "string" }]));
    const state = { version: 4, terraform_version: "1.7.0", serial: 1, lineage: "other", outputs, resources: [] };
    const name = model.blockByAddress.get(address)?.name ?? "";
    workspace.file(`${name}.tfstate`, JSON.stringify(state));
    return [`${name}_state_path`, `${name}.tfstate`];
  });
  return Object.fromEntries(states);
}

describe.each(binaries())("%s", (binary) => {
  test("finds nothing to format in the HCL of any foreign stack, and so can read all of it", () => {
    inWorkspace(binary, (workspace) => {
      // Before there is a module whose providers nobody can download here.
      workspace.succeed("init");
      for (const [name, stack] of stacks) {
        writeModule(workspace, stack, "hcl", `${name}/`);
      }
      expect(workspace.succeed("fmt", "-check", "-diff", "-recursive")).toBe("");
    });
  });

  const running = stacks.filter(([name]) => name in RUNNING);

  test.each(running)("validates %s and plans the same for its JSON and its HCL", (_name, stack) => {
    const [json, hcl] = (["json", "hcl"] as const).map((format) =>
      inWorkspace(binary, (workspace) => {
        writeModule(workspace, stack, format);
        workspace.variables(statesOf(stack, workspace));
        expect(workspace.succeed("validate")).not.toContain("Warning");
        return plannedBy(workspace);
      }),
    );
    expect(hcl).toEqual(json);
    expect(JSON.stringify(json)).toContain('"create"');
  });
});
