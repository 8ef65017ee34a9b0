data "azurerm_container_registry" "shared" {
  name                = "contoso"
  resource_group_name = "rg-shared"
}

resource "azurerm_role_assignment" "pull" {
  scope                = data.azurerm_container_registry.shared.id
  role_definition_name = "AcrPull"
  principal_id         = "20000000-0000-0000-0000-000000000001"
}

resource "azurerm_role_assignment" "limited" {
  scope                = data.azurerm_container_registry.shared.id
  role_definition_name = "Container Registry Repository Reader"
  principal_id         = "20000000-0000-0000-0000-000000000001"
  condition_version    = "2.0"
  condition            = <<-EOT
    (
      (!(ActionMatches{'Microsoft.ContainerRegistry/registries/repositories/content/read'}) AND !(ActionMatches{'Microsoft.ContainerRegistry/registries/repositories/metadata/read'}))
      OR
      (@Request[Microsoft.ContainerRegistry/registries/repositories:name] StringStartsWithIgnoreCase 'shop/')
    )
  EOT
}
