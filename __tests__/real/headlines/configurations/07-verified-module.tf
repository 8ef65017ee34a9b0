# A registry by a module in the style of Azure Verified Modules, with its map of role assignments.
resource "azurerm_user_assigned_identity" "c07" {
  name                = "c07-puller"
  resource_group_name = "rg-shared"
  location            = "westeurope"
}
module "c07" {
  source              = "./modules/registry"
  name                = "c07verified"
  resource_group_name = "rg-shared"
  location            = "westeurope"
  role_assignments = {
    puller = {
      role_definition_id_or_name = "AcrPull"
      principal_id               = azurerm_user_assigned_identity.c07.principal_id
    }
  }
}
