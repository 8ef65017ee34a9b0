data "azurerm_container_registry" "shared" {
  name                = "contoso"
  resource_group_name = "rg-shared"
}

check "registry" {
  assert {
    condition     = data.azurerm_container_registry.shared.sku == "Premium"
    error_message = "The registry must be Premium."
  }
}

output "login_server" {
  value = data.azurerm_container_registry.shared.login_server
}

output "admin_password" {
  value     = data.azurerm_container_registry.shared.admin_password
  sensitive = true
}
