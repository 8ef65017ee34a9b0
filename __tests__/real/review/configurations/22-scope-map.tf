# A token limited by a scope map.
resource "azurerm_container_registry" "c22" {
  name                = "c22tokens"
  resource_group_name = "rg-shared"
  location            = "westeurope"
  sku                 = "Premium"
}
resource "azurerm_container_registry_scope_map" "c22" {
  name                    = "c22-map"
  container_registry_name = azurerm_container_registry.c22.name
  resource_group_name     = azurerm_container_registry.c22.resource_group_name
  actions = [
    "repositories/shop/*/content/read",
    "repositories/base/content/read",
    "repositories/base/content/write",
    "repositories/base/metadata/read",
  ]
}
resource "azurerm_container_registry_token" "c22" {
  name                    = "c22-token"
  container_registry_name = azurerm_container_registry.c22.name
  resource_group_name     = azurerm_container_registry.c22.resource_group_name
  scope_map_id            = azurerm_container_registry_scope_map.c22.id
}
