variable "clusters" { default = ["stage"] }

data "azurerm_container_registry" "shared" {
  name                = "contoso"
  resource_group_name = "rg-shared"
}

data "azurerm_kubernetes_cluster" "all" {
  count               = length(var.clusters)
  name                = var.clusters[count.index]
  resource_group_name = "rg-clusters"
}

resource "azurerm_role_assignment" "pull" {
  count                = length(var.clusters)
  scope                = data.azurerm_container_registry.shared.id
  role_definition_name = "AcrPull"
  principal_id         = data.azurerm_kubernetes_cluster.all[count.index].kubelet_identity[0].object_id
}
