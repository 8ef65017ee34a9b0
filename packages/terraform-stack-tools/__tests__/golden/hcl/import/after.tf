import {
  to = azurerm_container_registry.acr
  id = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg-shared/providers/Microsoft.ContainerRegistry/registries/contoso"
}

resource "azurerm_container_registry" "acr" {
  name                = "contoso"
  resource_group_name = "rg-shared"
  location            = "westeurope"
  sku                 = "Standard"
}
