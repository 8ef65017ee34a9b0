# A registry, an identity and a role, as in the example of azurerm_role_assignment.
resource "azurerm_container_registry" "c01" {
  name                = "c01raw"
  resource_group_name = "rg-shared"
  location            = "westeurope"
  sku                 = "Standard"
}
resource "azurerm_user_assigned_identity" "c01" {
  name                = "c01-puller"
  resource_group_name = "rg-shared"
  location            = "westeurope"
}
resource "azurerm_role_assignment" "c01" {
  scope                = azurerm_container_registry.c01.id
  role_definition_name = "AcrPull"
  principal_id         = azurerm_user_assigned_identity.c01.principal_id
}
