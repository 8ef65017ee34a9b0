data "azurerm_container_registry" "shared" {
  name                = "contoso"
  resource_group_name = "rg-shared"
}

resource "azurerm_user_assigned_identity" "build" {
  name                = "build"
  resource_group_name = "rg-build"
  location            = "westeurope"
}

resource "azurerm_role_assignment" "build" {
  scope                = data.azurerm_container_registry.shared.id
  role_definition_name = "AcrPush"
  principal_id         = azurerm_user_assigned_identity.build.principal_id
}
