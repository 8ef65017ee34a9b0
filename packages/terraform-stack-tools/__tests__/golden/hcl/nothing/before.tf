resource "azurerm_container_registry" "acr" {
  name                = "contoso"
  resource_group_name = "rg-shared"
  location            = "westeurope"
  sku                 = "Standard"
}
