# An application of a pipeline pushes.
resource "azuread_application" "c15" {
  display_name = "c15-pipeline"
}
resource "azuread_service_principal" "c15" {
  client_id = azuread_application.c15.client_id
}
resource "azurerm_container_registry" "c15" {
  name                = "c15pipeline"
  resource_group_name = "rg-shared"
  location            = "westeurope"
  sku                 = "Standard"
}
resource "azurerm_role_assignment" "c15" {
  scope                = azurerm_container_registry.c15.id
  role_definition_name = "AcrPush"
  principal_id         = azuread_service_principal.c15.object_id
}
