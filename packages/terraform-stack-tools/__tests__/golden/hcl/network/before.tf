resource "azurerm_container_registry" "acr" {
  name                          = "contoso"
  resource_group_name           = "rg-shared"
  location                      = "westeurope"
  sku                           = "Premium"
  public_network_access_enabled = false
}
