# The role is given by its id, and the principal by a literal one.
resource "azurerm_container_registry" "c02" {
  name                = "c02roleid"
  resource_group_name = "rg-shared"
  location            = "westeurope"
  sku                 = "Standard"
}
resource "azurerm_role_assignment" "c02" {
  scope              = azurerm_container_registry.c02.id
  role_definition_id = "/subscriptions/00000000-0000-0000-0000-000000000001/providers/Microsoft.Authorization/roleDefinitions/8311e382-0749-4cb8-b61a-304f252e45ec"
  principal_id       = "30000000-0000-0000-0000-000000000001"
}
