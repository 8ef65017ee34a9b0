# A token with a scope map that every registry has, and a disabled one.
resource "azurerm_container_registry" "c23" {
  name                = "c23system"
  resource_group_name = "rg-shared"
  location            = "westeurope"
  sku                 = "Premium"
}
resource "azurerm_container_registry_token" "c23" {
  for_each                = { c23pull = true, c23off = false }
  name                    = each.key
  container_registry_name = azurerm_container_registry.c23.name
  resource_group_name     = "rg-shared"
  scope_map_id            = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg-shared/providers/Microsoft.ContainerRegistry/registries/c23system/scopeMaps/_repositories_push"
  enabled                 = each.value
  depends_on              = [azurerm_container_registry.c23]
}
