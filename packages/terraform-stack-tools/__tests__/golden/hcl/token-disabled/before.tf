resource "azurerm_container_registry_token" "edge" {
  name                    = "edge-pull"
  container_registry_name = "contoso"
  resource_group_name     = "rg-shared"
  scope_map_id            = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg-shared/providers/Microsoft.ContainerRegistry/registries/contoso/scopeMaps/_repositories_pull"
}

resource "azurerm_container_registry_token_password" "edge" {
  container_registry_token_id = azurerm_container_registry_token.edge.id
  password1 {
    expiry = "2027-01-01T00:00:00Z"
  }
}
