variable "grants" {
  type = map(object({ principal_id = string, role = optional(string, "AcrPull") }))
  default = {
    ci   = { principal_id = "10000000-0000-0000-0000-000000000001", role = "AcrPush" }
    prod = { principal_id = "10000000-0000-0000-0000-000000000002" }
  }
}

resource "azurerm_container_registry" "shared" {
  name                = "contoso"
  resource_group_name = "rg-shared"
  location            = "westeurope"
  sku                 = "Standard"
}

resource "azurerm_role_assignment" "grant" {
  for_each             = var.grants
  scope                = azurerm_container_registry.shared.id
  role_definition_name = each.value.role
  principal_id         = each.value.principal_id
}
