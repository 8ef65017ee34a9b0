data "azurerm_container_registry" "shared" {
  name                = "contoso"
  resource_group_name = "rg-shared"
}

data "azurerm_kubernetes_cluster" "prod" {
  name                = "prod"
  resource_group_name = "rg-prod"
}

locals {
  pull = toset(["AcrPull", "Container Registry Repository Reader"])
  push = toset(["AcrPush", "Container Registry Repository Writer"])
}

# One grant, whatever the mode of the registry.
resource "azurerm_role_assignment" "pull" {
  for_each             = local.pull
  scope                = data.azurerm_container_registry.shared.id
  role_definition_name = each.value
  principal_id         = data.azurerm_kubernetes_cluster.prod.kubelet_identity[0].object_id
}

resource "azurerm_role_assignment" "push" {
  for_each             = local.push
  scope                = data.azurerm_container_registry.shared.id
  role_definition_name = each.value
  principal_id         = "20000000-0000-0000-0000-000000000002"
}

# Two, since one of them is limited.
resource "azurerm_role_assignment" "team" {
  scope                = data.azurerm_container_registry.shared.id
  role_definition_name = "AcrPull"
  principal_id         = "30000000-0000-0000-0000-000000000002"
}

resource "azurerm_role_assignment" "team_reader" {
  scope                = data.azurerm_container_registry.shared.id
  role_definition_name = "Container Registry Repository Reader"
  principal_id         = "30000000-0000-0000-0000-000000000002"
  condition_version    = "2.0"
  condition            = "((!(ActionMatches{'Microsoft.ContainerRegistry/registries/repositories/content/read'}) AND !(ActionMatches{'Microsoft.ContainerRegistry/registries/repositories/metadata/read'})) OR (@Request[Microsoft.ContainerRegistry/registries/repositories:name] StringStartsWithIgnoreCase 'team/'))"
}
