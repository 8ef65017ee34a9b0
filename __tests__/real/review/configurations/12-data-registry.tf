# A registry that exists, found by a data source.
data "azurerm_container_registry" "c12" {
  name                = "contosoregistry"
  resource_group_name = "rg-shared"
}
resource "azurerm_user_assigned_identity" "c12" {
  name                = "c12-puller"
  resource_group_name = "rg-shared"
  location            = "westeurope"
}
resource "azurerm_role_assignment" "c12" {
  scope                = data.azurerm_container_registry.c12.id
  role_definition_name = "AcrPull"
  principal_id         = azurerm_user_assigned_identity.c12.principal_id
}
