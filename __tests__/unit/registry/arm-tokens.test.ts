import type { TerraformStack } from "cdktf";
import { ContainerRegistry, ProviderGeneration } from "../../../src";
import { HAS_AZURERM_5 } from "../../support/pins";
import { emptyStack, synthesize } from "../../support/stack";

const PLACE = { resourceGroupName: "rg", location: "westeurope" };

describe("tokens of Azure Resource Manager", () => {
  const registryIn = (stack: TerraformStack, armTokensAllowed?: boolean) =>
    new ContainerRegistry(stack, "acr", { registryName: "contoso", ...PLACE, armTokensAllowed });

  (HAS_AZURERM_5 ? test.skip : test).each([
    [false, "disabled"],
    [true, "enabled"],
  ])("are set to %s by azapi, since azurerm 4 cannot", (isAllowed, status) => {
    const stack = emptyStack();
    registryIn(stack, isAllowed);
    const { resource, terraform } = synthesize(stack);
    expect(Object.values(resource.azapi_update_resource)).toEqual([
      {
        type: "Microsoft.ContainerRegistry/registries@2025-11-01",
        resource_id: "${azurerm_container_registry.acr.id}",
        body: { properties: { policies: { azureADAuthenticationAsArmPolicy: { status } } } },
        ignore_casing: true,
      },
    ]);
    expect(terraform.required_providers).toHaveProperty("azapi");
  });

  test("are an argument of azurerm 5, which takes no azapi", () => {
    const stack = emptyStack();
    registryIn(stack, false);
    ProviderGeneration.useAzurerm5(stack);
    const { resource, terraform } = synthesize(stack);
    expect(resource.azurerm_container_registry.acr.azuread_authentication_as_arm_policy_enabled).toBe(false);
    expect(resource.azurerm_container_registry.acr.lifecycle.ignore_changes).not.toContain(
      "azuread_authentication_as_arm_policy_enabled",
    );
    expect(resource).not.toHaveProperty("azapi_update_resource");
    expect(terraform.required_providers).not.toHaveProperty("azapi");
  });
});
