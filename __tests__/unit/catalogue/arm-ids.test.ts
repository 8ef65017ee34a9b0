import { armId } from "../../../src/catalogue/arm-ids";

test.each([
  ["azurerm_container_registry", "/resourceGroups/made-up/providers/Microsoft.ContainerRegistry/registries/one"],
  ["azurerm_subnet", "/resourceGroups/made-up/providers/Microsoft.Network/virtualNetworks/one/subnets/one"],
  ["azurerm_resource_group", "/resourceGroups/one"],
  ["azurerm_subscription", ""],
  ["azurerm_something_new", "/resourceGroups/made-up/providers/Microsoft.Resources/something_new/one"],
])("the id of a %s is where Azure keeps it", (type, path) => {
  expect(armId(type, "one")).toBe(`/subscriptions/00000000-0000-0000-0000-000000000000${path}`);
});

test("a secret of a key vault has an address of its own kind", () => {
  expect(armId("azurerm_key_vault_secret", "one")).toBe(
    "https://one.vault.azure.net/secrets/one/00000000000000000000000000000000",
  );
});
