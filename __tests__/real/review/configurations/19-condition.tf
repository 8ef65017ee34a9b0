# A condition on repositories, as in Azure's page on conditions.
data "azurerm_container_registry" "c19" {
  name                = "abacregistry"
  resource_group_name = "rg-shared"
}
resource "azurerm_user_assigned_identity" "c19" {
  name                = "c19-team"
  resource_group_name = "rg-shared"
  location            = "westeurope"
}
resource "azurerm_role_assignment" "c19" {
  scope                = data.azurerm_container_registry.c19.id
  role_definition_name = "Container Registry Repository Reader"
  principal_id         = azurerm_user_assigned_identity.c19.principal_id
  condition_version    = "2.0"
  condition            = <<-EOT
    (
     (
      !(ActionMatches{'Microsoft.ContainerRegistry/registries/repositories/content/read'})
     )
     OR
     (
      @Request[Microsoft.ContainerRegistry/registries/repositories:name] StringStartsWith 'team/'
     )
    )
  EOT
}
