# A role that is built in, found by a data source.
data "azurerm_role_definition" "c18" {
  name = "AcrPush"
}
resource "azurerm_container_registry" "c18" {
  name                = "c18datarole"
  resource_group_name = "rg-shared"
  location            = "westeurope"
  sku                 = "Standard"
}
resource "azurerm_user_assigned_identity" "c18" {
  name                = "c18-pusher"
  resource_group_name = "rg-shared"
  location            = "westeurope"
}
resource "azurerm_role_assignment" "c18" {
  scope              = azurerm_container_registry.c18.id
  role_definition_id = data.azurerm_role_definition.c18.id
  principal_id       = azurerm_user_assigned_identity.c18.principal_id
}
