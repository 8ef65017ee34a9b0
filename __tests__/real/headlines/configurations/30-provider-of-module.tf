# A module that is given a configuration of the provider, for another subscription.
module "c30" {
  source = "./modules/elsewhere"
  providers = {
    azurerm.registry = azurerm.c21
    azurerm          = azurerm
  }
  identity = "c30-puller"
}
