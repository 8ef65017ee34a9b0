data "azurerm_container_registry" "shared" {
  name                = "contoso"
  resource_group_name = "rg-shared"
}

data "azurerm_kubernetes_cluster" "prod" {
  name                = "prod"
  resource_group_name = "rg-prod"
}

resource "azurerm_role_assignment" "pull" {
  scope                = data.azurerm_container_registry.shared.id
  role_definition_name = "AcrPull"
  principal_id         = data.azurerm_kubernetes_cluster.prod.kubelet_identity[0].object_id
}
