import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { AzurermProvider } from "@cdktf/provider-azurerm/lib/provider";
import { Annotations, Aspects, TerraformOutput, TerraformStack } from "cdktf";
import { inFolder } from "../../../packages/terraform-stack-tools/__tests__/support/hand-off";
import { synthesize } from "../../../packages/terraform-stack-tools/src/plan";
import { stackFrom } from "../../../packages/terraform-stack-tools/src/plan/plan";
import { AksCluster, ContainerRegistry } from "../../../src";
import { emptyApp, emptyStack } from "../../support/stack";
import { LOGIN_SERVER, OBJECT_ID, REGISTRY_ID } from "../../support/values";

function grantStack() {
  const stack = emptyStack();
  const registry = ContainerRegistry.fromRegistryAttributes(stack, "acr", { registryId: REGISTRY_ID, loginServer: LOGIN_SERVER });
  registry.grantPull(AksCluster.fromClusterAttributes(stack, "aks", { kubeletObjectId: OBJECT_ID }));
  return stack;
}

test("a resource is found by its address, and its values need no cast", () => {
  const stack = synthesize(grantStack());
  const [address] = stack.addresses();
  expect(stack.resource(address)).toMatchObject({ scope: REGISTRY_ID, principal_id: OBJECT_ID });
  expect(stack.resource(address).scope).toBe(REGISTRY_ID);
});

test("fails with the addresses of the stack", () => {
  const stack = synthesize(grantStack());
  expect(() => stack.resource("azurerm_role_assignment.pull")).toThrow(
    `the stack has no azurerm_role_assignment.pull; it has ${stack.addresses().join(", ")}`,
  );
  expect(() => synthesize(emptyStack()).resource("data.a.b")).toThrow("it has no resources");
});

test("a snapshot shows plain JSON without metadata, the same every time", () => {
  const stack = grantStack();
  expect(JSON.stringify(synthesize(stack))).toBe(JSON.stringify(synthesize(stack)));
  expect(JSON.stringify(synthesize(stack))).not.toContain('"//"');
  new TerraformOutput(stack, "a", { value: "x" });
  expect(synthesize(stack).toJSON().output).toEqual({ a: { value: "x" } });
});

test("a label that is called // is part of it", () => {
  const stack = grantStack();
  const [address] = synthesize(stack).addresses();
  stack.addOverride(`resource.${address}.tags`, { "//": "x" });
  expect(synthesize(stack).resource(address).tags).toEqual({ "//": "x" });
});

test("the backend that cdktf adds does not reveal a path of the machine", () => {
  const stack = new TerraformStack(emptyApp(), "stack");
  new TerraformOutput(stack, "a", { value: "x" });
  expect(JSON.stringify(synthesize(stack))).not.toContain(process.cwd());
  expect(synthesize(emptyStack()).toJSON().terraform).toMatchObject({ backend: { local: { path: "terraform.tfstate" } } });
});

test("nor does the state of another stack", () => {
  const app = emptyApp();
  const [one, other] = ["one", "other"].map((id) => new TerraformStack(app, id));
  new AzurermProvider(one, "azurerm", { features: [{}] });
  const registry = new ContainerRegistry(one, "acr", {
    registryName: "contoso",
    resourceGroupName: "rg",
    location: "westeurope",
  });
  new TerraformOutput(other, "id", { value: registry.registryId });
  const { config } = synthesize(other).resource("data.terraform_remote_state.cross-stack-reference-input-one");
  expect(config).toMatchObject({ path: "terraform.one.tfstate" });
});

describe("a stack", () => {
  test("is the same as a construct, as JSON and as a file", () => {
    const stack = emptyStack();
    new TerraformOutput(stack, "one", { value: 1 });
    const fromConstruct = stackFrom(stack);
    const json = JSON.parse(JSON.stringify(stack.toTerraform()));
    expect(fromConstruct.outputs).toMatchObject([{ name: "one", value: 1 }]);
    expect(stackFrom(json)).toEqual(fromConstruct);
    inFile(JSON.stringify(json), (path) => expect(stackFrom(path)).toEqual(fromConstruct));
  });

  test("is validated, and its error annotations are errors", () => {
    const annotated = emptyStack();
    Annotations.of(annotated).addError("not like this");
    expect(() => stackFrom(annotated)).toThrow("[stack] not like this");
    const invalid = emptyStack();
    invalid.node.addValidation({ validate: () => ["not valid"] });
    expect(() => stackFrom(invalid)).toThrow("not valid");
  });

  test("is visited by its aspects, parents first and each construct once", () => {
    const stack = emptyStack();
    new TerraformOutput(stack, "one", { value: 1 });
    const visited: string[] = [];
    const aspect = { visit: ({ node }: { node: { path: string } }) => void visited.push(node.path) };
    Aspects.of(stack).add(aspect);
    Aspects.of(stack.node.findChild("one")).add(aspect);
    stackFrom(stack);
    expect(visited[0]).toBe("stack");
    expect(visited.filter((path) => path === "stack/one")).toHaveLength(1);
  });

  test("is read without writing a file", () => {
    inFolder((folder) => {
      jest.replaceProperty(process, "env", { ...process.env, TMPDIR: folder });
      stackFrom(emptyStack());
      expect(readdirSync(folder)).toEqual([]);
    });
  });
});

function inFile(text: string, body: (path: string) => void): void {
  const folder = mkdtempSync(join(tmpdir(), "cdktf-acr-aks-"));
  try {
    writeFileSync(join(folder, "cdk.tf.json"), text);
    body(join(folder, "cdk.tf.json"));
  } finally {
    rmSync(folder, { recursive: true });
  }
}
