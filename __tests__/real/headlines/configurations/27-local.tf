# The id of a registry through a local value, which plans don't show.
locals {
  c27_registry = azurerm_container_registry.c27.id
}
resource "azurerm_container_registry" "c27" {
  name                = "c27local"
  resource_group_name = "rg-shared"
  location            = "westeurope"
  sku                 = "Standard"
}
resource "azurerm_user_assigned_identity" "c27" {
  name                = "c27-puller"
  resource_group_name = "rg-shared"
  location            = "westeurope"
}
resource "azurerm_role_assignment" "c27" {
  scope                = local.c27_registry
  role_definition_name = "AcrPull"
  principal_id         = azurerm_user_assigned_identity.c27.principal_id
}
