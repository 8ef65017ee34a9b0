# A condition for each team, made by a template.
variable "c20" {
  default = ["shop", "base"]
}
data "azurerm_container_registry" "c20" {
  name                = "abacregistry"
  resource_group_name = "rg-shared"
}
resource "azurerm_user_assigned_identity" "c20" {
  for_each            = toset(var.c20)
  name                = "c20-${each.key}"
  resource_group_name = "rg-shared"
  location            = "westeurope"
}
resource "azurerm_role_assignment" "c20" {
  for_each             = toset(var.c20)
  scope                = data.azurerm_container_registry.c20.id
  role_definition_name = "Container Registry Repository Writer"
  principal_id         = azurerm_user_assigned_identity.c20[each.key].principal_id
  condition_version    = "2.0"
  condition            = <<-EOT
    (
     (
      !(ActionMatches{'Microsoft.ContainerRegistry/registries/repositories/content/read'})
     )
     OR
     (
      @Request[Microsoft.ContainerRegistry/registries/repositories:name] StringStartsWith '${each.key}/'
     )
    )
  EOT
}
