# A module that is given whole resources.
resource "azurerm_container_registry" "c11" {
  name                = "c11whole"
  resource_group_name = "rg-shared"
  location            = "westeurope"
  sku                 = "Standard"
}
resource "azurerm_user_assigned_identity" "c11" {
  name                = "c11-puller"
  resource_group_name = "rg-shared"
  location            = "westeurope"
}
module "c11" {
  source   = "./modules/pair"
  registry = azurerm_container_registry.c11
  identity = azurerm_user_assigned_identity.c11
  role     = "AcrPush"
}
