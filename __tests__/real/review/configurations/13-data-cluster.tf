# A cluster that exists pulls from a new registry, as in the example of azurerm_kubernetes_cluster.
data "azurerm_kubernetes_cluster" "c13" {
  name                = "prod"
  resource_group_name = "rg-prod"
}
resource "azurerm_container_registry" "c13" {
  name                = "c13cluster"
  resource_group_name = "rg-shared"
  location            = "westeurope"
  sku                 = "Standard"
}
resource "azurerm_role_assignment" "c13" {
  scope                            = azurerm_container_registry.c13.id
  role_definition_name             = "AcrPull"
  principal_id                     = data.azurerm_kubernetes_cluster.c13.kubelet_identity[0].object_id
  skip_service_principal_aad_check = true
}
