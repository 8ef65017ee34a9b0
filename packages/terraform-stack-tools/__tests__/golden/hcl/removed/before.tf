resource "azurerm_container_registry" "acr" {
  name                = "contoso"
  resource_group_name = "rg-shared"
  location            = "westeurope"
  sku                 = "Standard"
}

resource "azurerm_role_assignment" "aks" {
  scope                = azurerm_container_registry.acr.id
  role_definition_name = "AcrPull"
  principal_id         = "10000000-0000-0000-0000-00000000000a"
}
