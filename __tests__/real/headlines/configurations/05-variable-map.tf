# Assignments by a variable, whose values are keys of other instances.
variable "c05" {
  type = map(object({ registry = string, identity = string, role = string }))
  default = {
    build  = { registry = "one", identity = "builder", role = "AcrPush" }
    run    = { registry = "two", identity = "runner", role = "AcrPull" }
    runone = { registry = "one", identity = "runner", role = "AcrPull" }
  }
}
resource "azurerm_container_registry" "c05" {
  for_each            = toset(["one", "two"])
  name                = "c05${each.key}"
  resource_group_name = "rg-shared"
  location            = "westeurope"
  sku                 = "Standard"
}
resource "azurerm_user_assigned_identity" "c05" {
  for_each            = toset(["builder", "runner"])
  name                = "c05-${each.key}"
  resource_group_name = "rg-shared"
  location            = "westeurope"
}
resource "azurerm_role_assignment" "c05" {
  for_each             = var.c05
  scope                = azurerm_container_registry.c05[each.value.registry].id
  role_definition_name = each.value.role
  principal_id         = azurerm_user_assigned_identity.c05[each.value.identity].principal_id
}
