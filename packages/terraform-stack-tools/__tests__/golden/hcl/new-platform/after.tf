resource "azurerm_resource_group" "platform" {
  name     = "rg-platform"
  location = "westeurope"
}

resource "azurerm_container_registry" "images" {
  name                = "contosoimages"
  resource_group_name = azurerm_resource_group.platform.name
  location            = azurerm_resource_group.platform.location
  sku                 = "Premium"
}

resource "azurerm_kubernetes_cluster" "prod" {
  name                = "prod"
  resource_group_name = azurerm_resource_group.platform.name
  location            = azurerm_resource_group.platform.location
  dns_prefix          = "prod"

  default_node_pool {
    name       = "system"
    vm_size    = "Standard_D4s_v5"
    node_count = 3
    upgrade_settings { max_surge = "10%" }
  }

  identity { type = "SystemAssigned" }
}

resource "azurerm_role_assignment" "pull" {
  scope                            = azurerm_container_registry.images.id
  role_definition_name             = "AcrPull"
  principal_id                     = azurerm_kubernetes_cluster.prod.kubelet_identity[0].object_id
  skip_service_principal_aad_check = true
}
