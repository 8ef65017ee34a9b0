terraform {
  required_providers {
    azurerm = { source = "hashicorp/azurerm" }
  }
}
data "azurerm_kubernetes_cluster" "this" {
  name                = "prod"
  resource_group_name = "rg-prod"
}
output "kubelet_identity" { value = data.azurerm_kubernetes_cluster.this.kubelet_identity[0] }
