# A registry of another subscription, by a second configuration of the provider.
data "azurerm_container_registry" "c21" {
  provider            = azurerm.c21
  name                = "othersubregistry"
  resource_group_name = "rg-registry"
}
resource "azurerm_user_assigned_identity" "c21" {
  name                = "c21-puller"
  resource_group_name = "rg-shared"
  location            = "westeurope"
}
resource "azurerm_role_assignment" "c21" {
  provider             = azurerm.c21
  scope                = data.azurerm_container_registry.c21.id
  role_definition_name = "AcrPull"
  principal_id         = azurerm_user_assigned_identity.c21.principal_id
}
