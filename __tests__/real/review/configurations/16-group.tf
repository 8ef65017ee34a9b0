# A group that exists, and a registry by the id that a template makes of it.
data "azuread_group" "c16" {
  display_name = "platform-team"
}
resource "azurerm_container_registry" "c16" {
  name                = "c16group"
  resource_group_name = "rg-shared"
  location            = "westeurope"
  sku                 = "Standard"
}
resource "azurerm_role_assignment" "c16" {
  scope                = azurerm_container_registry.c16.id
  role_definition_name = "AcrDelete"
  principal_id         = data.azuread_group.c16.object_id
}
