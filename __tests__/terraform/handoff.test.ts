import { bundleOf, type Format } from "../../src/handoff/bundle";
import { scenarios } from "../../stacks/main";
import { inputsOf } from "../support/inputs";
import { stacksOf } from "../support/scenarios";
import { type Json, render } from "../support/stack";
import { type Binary, binaries, inWorkspace, type Workspace } from "../support/terraform";

const FORMATS: Format[] = ["json", "hcl"];

const runs = binaries().flatMap((binary) => FORMATS.map((format) => [binary, format] as const));

/** The files of a stack's bundle. */
function filesOf(stack: Json, format: Format): ReadonlyMap<string, Buffer> {
  const source = { name: "stack", file: "cdk.tf.json", bytes: Buffer.from(JSON.stringify(stack)), stack, assets: new Map() };
  return bundleOf(source, format, "0.0.0").files;
}

function lay(workspace: Workspace, files: ReadonlyMap<string, Buffer>): Workspace {
  for (const [path, bytes] of files) {
    workspace.file(path, bytes.toString());
  }
  return workspace;
}

/** What Terraform would do, without what is no part of it: times, versions, and the configuration as it was written. */
function planOf(workspace: Workspace): Json {
  workspace.succeed("plan", "-input=false", "-out=plan");
  const { planned_values, resource_changes, output_changes, checks }: Json = JSON.parse(
    workspace.succeed("show", "-json", "plan"),
  );
  return { planned_values, resource_changes, output_changes, checks };
}

function planIn(binary: Binary, write: (workspace: Workspace) => void, inputs: Json): Json {
  let plan: Json;
  inWorkspace(binary, (workspace) => {
    write(workspace);
    plan = planOf(workspace.variables(inputs));
  });
  return plan;
}

describe.each(runs)("%s, %s", (binary, format) => {
  const stacks = stacksOf(scenarios).map((stack) => [stack.node.id, render(stack)] as const);

  test.each(stacks)("the bundle of %s passes init, validate, fmt and its own test as it is", (_id, stack) => {
    inWorkspace(binary, (workspace) => {
      lay(workspace, filesOf(stack, format));
      expect(workspace.succeed("validate")).not.toContain("Warning");
      expect(workspace.succeed("fmt", "-check", "-diff", "-recursive")).toBe("");
      expect(workspace.succeed("test")).toContain("1 passed, 0 failed");
    });
  });

  test.each(stacks)("the bundle of %s plans what the stack plans", (_id, stack) => {
    const bundle = planIn(binary, (workspace) => lay(workspace, filesOf(stack, format)), inputsOf(stack));
    const origin = planIn(binary, (workspace) => workspace.write(stack), inputsOf(stack));
    expect(bundle).toEqual(origin);
    expect(bundle.resource_changes.length).toBeGreaterThan(0);
  });
});
