import { AzurermProvider } from "@cdktf/provider-azurerm/lib/provider";
import { ResourceGroup } from "@cdktf/provider-azurerm/lib/resource-group";
import type { TerraformStack } from "cdktf";
import { Construct } from "constructs";
import { ImportBlock } from "../../../../../src/constructs/registry/private/import-block";
import { emptyStack, type Json } from "../../../../support/stack";

const ID = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg";

function group(scope: Construct, id: string, provider?: AzurermProvider): ResourceGroup {
  return new ResourceGroup(scope, id, { name: id, location: "westeurope", provider });
}

/** Not `synthesize`, whose stacks become modules in `test:terraform`, where Terraform allows no import. */
function json(stack: TerraformStack): Json {
  stack.prepareStack();
  stack.runAllValidations();
  return stack.toTerraform();
}

test("takes the object with the id to the address of the resource", () => {
  const stack = emptyStack();
  new ImportBlock(group(stack, "rg"), ID);
  expect(json(stack).import).toEqual([{ to: "azurerm_resource_group.rg", id: ID }]);
});

test("finds the address at any depth", () => {
  const stack = emptyStack();
  new ImportBlock(group(new Construct(stack, "team"), "rg"), ID);
  const { import: imports, resource } = json(stack);
  expect(imports).toEqual([{ to: `azurerm_resource_group.${Object.keys(resource.azurerm_resource_group)[0]}`, id: ID }]);
});

test("looks in the subscription of the resource", () => {
  const stack = emptyStack();
  const provider = new AzurermProvider(stack, "shared", { alias: "shared", features: [{}] });
  new ImportBlock(group(stack, "rg", provider), ID);
  expect(json(stack).import).toEqual([{ to: "azurerm_resource_group.rg", id: ID, provider: "azurerm.shared" }]);
});

test("stands beside other imports, and changes nothing of the resource", () => {
  const build = (imported: boolean) => {
    const stack = emptyStack();
    for (const resource of [group(stack, "one"), group(stack, "other")]) {
      if (imported) {
        new ImportBlock(resource, `${ID}-${resource.name}`);
      }
    }
    return json(stack);
  };
  expect(build(true).import.map(({ to }: Json) => to)).toEqual(["azurerm_resource_group.one", "azurerm_resource_group.other"]);
  expect(build(true).resource).toEqual(build(false).resource);
  expect(build(false)).not.toHaveProperty("import");
});

test("names the address without quotes in HCL, where Terraform takes no text", () => {
  const stack = emptyStack();
  const provider = new AzurermProvider(stack, "shared", { alias: "shared", features: [{}] });
  new ImportBlock(group(stack, "rg", provider), ID);
  const { hcl } = stack.toHclTerraform();
  expect(hcl).toMatch(/import \{\s+to\s*= azurerm_resource_group\.rg\s/);
  expect(hcl).toMatch(/provider\s*= azurerm\.shared\s/);
  expect(hcl).toContain(`"${ID}"`);
});
