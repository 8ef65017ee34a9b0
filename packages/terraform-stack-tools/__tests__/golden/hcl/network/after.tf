resource "azurerm_container_registry" "acr" {
  name                          = "contoso"
  resource_group_name           = "rg-shared"
  location                      = "westeurope"
  sku                           = "Premium"
  public_network_access_enabled = true

  network_rule_set {
    default_action = "Deny"
    ip_rule {
      action   = "Allow"
      ip_range = "203.0.113.0/24"
    }
  }
}
