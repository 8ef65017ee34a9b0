data "azurerm_container_registry" "shared" {
  name                = "contoso"
  resource_group_name = "rg-shared"
}

resource "azurerm_role_assignment" "pull" {
  scope                = data.azurerm_container_registry.shared.id
  role_definition_name = "AcrPull"
  principal_id         = "20000000-0000-0000-0000-000000000001"
}

resource "azurerm_role_assignment" "reader" {
  scope                = data.azurerm_container_registry.shared.id
  role_definition_name = "Container Registry Repository Reader"
  principal_id         = "20000000-0000-0000-0000-000000000001"
}

resource "azurerm_role_assignment" "push" {
  scope                = data.azurerm_container_registry.shared.id
  role_definition_name = "AcrPush"
  principal_id         = "20000000-0000-0000-0000-000000000002"
}

resource "azurerm_role_assignment" "writer" {
  scope                = data.azurerm_container_registry.shared.id
  role_definition_name = "Container Registry Repository Writer"
  principal_id         = "20000000-0000-0000-0000-000000000002"
}
