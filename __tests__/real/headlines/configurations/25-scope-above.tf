# A role on the resource group of a registry.
data "azurerm_resource_group" "c25" {
  name     = "rg-registry"
  provider = azurerm.c21
}
resource "azurerm_user_assigned_identity" "c25" {
  name                = "c25-reader"
  resource_group_name = "rg-shared"
  location            = "westeurope"
}
resource "azurerm_role_assignment" "c25" {
  provider             = azurerm.c21
  scope                = data.azurerm_resource_group.c25.id
  role_definition_name = "Reader"
  principal_id         = azurerm_user_assigned_identity.c25.principal_id
}
