# A cluster that exists, through the outputs of a module, one for its nodes.
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
