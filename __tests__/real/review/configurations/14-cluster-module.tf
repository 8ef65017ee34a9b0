# The same cluster through a module's outputs, one for its nodes.
module "c14" {
  source = "./modules/cluster"
}
resource "azurerm_container_registry" "c14" {
  name                = "c14clustermodule"
  resource_group_name = "rg-shared"
  location            = "westeurope"
  sku                 = "Standard"
}
resource "azurerm_role_assignment" "c14" {
  scope                = azurerm_container_registry.c14.id
  role_definition_name = "AcrPull"
  principal_id         = module.c14.kubelet_identity.object_id
}
