resource "azurerm_container_registry_scope_map" "shop" {
  name                    = "shop-pull"
  container_registry_name = "contoso"
  resource_group_name     = "rg-shared"
  actions                 = ["repositories/shop/*/content/read", "repositories/shop/*/content/write"]
}

resource "azurerm_container_registry_token" "shop" {
  name                    = "shop-pull"
  container_registry_name = "contoso"
  resource_group_name     = "rg-shared"
  scope_map_id            = azurerm_container_registry_scope_map.shop.id
}
