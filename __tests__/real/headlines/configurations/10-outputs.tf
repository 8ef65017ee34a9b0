# An identity and a registry from two modules, joined by their outputs.
module "c10_identity" {
  source = "./modules/identity"
  name   = "c10-puller"
}
module "c10_registry" {
  source              = "./modules/registry"
  name                = "c10outputs"
  resource_group_name = "rg-shared"
  location            = "westeurope"
  anonymous_pull      = true
}
resource "azurerm_role_assignment" "c10" {
  scope                = module.c10_registry.resource_id
  role_definition_name = "AcrPull"
  principal_id         = module.c10_identity.principal_id
}
