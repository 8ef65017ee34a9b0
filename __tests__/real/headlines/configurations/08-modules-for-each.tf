# Several of these modules, and an assignment on one of them by its output.
module "c08" {
  source              = "./modules/registry"
  for_each            = { blue = "c08blue", green = "c08green" }
  name                = each.value
  resource_group_name = "rg-shared"
  location            = "westeurope"
}
resource "azurerm_user_assigned_identity" "c08" {
  name                = "c08-puller"
  resource_group_name = "rg-shared"
  location            = "westeurope"
}
resource "azurerm_role_assignment" "c08" {
  scope                = module.c08["green"].resource_id
  role_definition_name = "AcrPull"
  principal_id         = azurerm_user_assigned_identity.c08.principal_id
}
