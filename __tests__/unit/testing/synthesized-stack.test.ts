import { AzurermProvider } from "@cdktf/provider-azurerm/lib/provider";
import { RoleAssignment } from "@cdktf/provider-azurerm/lib/role-assignment";
import { TerraformOutput, TerraformStack } from "cdktf";
import { AksCluster, ContainerRegistry } from "../../../src";
import { synthesize } from "../../../src/testing";
import { emptyApp, emptyStack } from "../../support/stack";
import { LOGIN_SERVER, OBJECT_ID, REGISTRY_ID } from "../../support/values";

function stackOf() {
  const stack = emptyStack();
  const registry = ContainerRegistry.fromRegistryAttributes(stack, "acr", { registryId: REGISTRY_ID, loginServer: LOGIN_SERVER });
  registry.grantPull(AksCluster.fromClusterAttributes(stack, "aks", { kubeletObjectId: OBJECT_ID }));
  return stack;
}

test("a resource is found by its address", () => {
  const stack = synthesize(stackOf());
  const [address] = stack.addresses();
  expect(stack.resource(address)).toMatchObject({ scope: REGISTRY_ID, principal_id: OBJECT_ID });
});

test("fails with the addresses that there are", () => {
  const stack = synthesize(stackOf());
  expect(() => stack.resource("azurerm_role_assignment.pull")).toThrow(
    `the stack has no azurerm_role_assignment.pull; it has ${stack.addresses().join(", ")}`,
  );
  expect(() => synthesize(emptyStack()).resource("data.a.b")).toThrow("no resource at all");
});

test("a snapshot shows plain JSON, the same each time, without metadata", () => {
  const stack = stackOf();
  expect(JSON.stringify(synthesize(stack))).toBe(JSON.stringify(synthesize(stack)));
  expect(JSON.stringify(synthesize(stack))).not.toContain('"//"');
  new TerraformOutput(stack, "a", { value: "x" });
  expect(synthesize(stack).toJSON().output).toEqual({ a: { value: "x" } });
});

test("the backend that cdktf adds does not tell the path of the machine", () => {
  const stack = new TerraformStack(emptyApp(), "stack");
  new TerraformOutput(stack, "a", { value: "x" });
  expect(JSON.stringify(synthesize(stack))).not.toContain(process.cwd());
  expect(synthesize(emptyStack()).toJSON().terraform.backend).toEqual({ local: { path: "terraform.tfstate" } });
});

test("the time it takes grows with the stack, not faster", () => {
  const time = (count: number) => {
    const stack = emptyStack();
    for (let index = 0; index < count; index++) {
      new RoleAssignment(stack, `grant-${index}`, { scope: REGISTRY_ID, roleDefinitionName: "AcrPull", principalId: OBJECT_ID });
    }
    const start = performance.now();
    synthesize(stack);
    return performance.now() - start;
  };
  time(500);
  const small = Math.min(time(500), time(500), time(500));
  // Four times as many take sixteen times as long where it is quadratic.
  expect(Math.min(time(2000), time(2000)) / small).toBeLessThan(10);
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
  expect(config.path).toBe("terraform.one.tfstate");
});
