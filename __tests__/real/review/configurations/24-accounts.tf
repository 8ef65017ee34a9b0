# The admin account, and pulls without a login.
resource "azurerm_container_registry" "c24" {
  name                   = "c24accounts"
  resource_group_name    = "rg-shared"
  location               = "westeurope"
  sku                    = "Standard"
  admin_enabled          = true
  anonymous_pull_enabled = true
}
