resource "azurerm_container_registry" "images" {
  name                = "contoso"
  resource_group_name = "rg-shared"
  location            = "westeurope"
  sku                 = "Standard"
}

resource "azurerm_role_assignment" "pull" {
  for_each             = { prod = "10000000-0000-0000-0000-00000000000a" }
  scope                = azurerm_container_registry.images.id
  role_definition_name = "AcrPull"
  principal_id         = each.value
}

moved {
  from = azurerm_container_registry.acr
  to   = azurerm_container_registry.images
}

moved {
  from = azurerm_role_assignment.aks
  to   = azurerm_role_assignment.pull["prod"]
}
