data "azurerm_container_registry" "shared" {
  name                = "contoso"
  resource_group_name = "rg-shared"
}

resource "azurerm_role_assignment" "pull" {
  scope                = data.azurerm_container_registry.shared.id
  role_definition_name = "AcrPull"
  principal_id         = "20000000-0000-0000-0000-000000000002"
}
