# A set of registries, and one identity for each.
resource "azurerm_container_registry" "c04" {
  for_each            = toset(["west", "east"])
  name                = "c04${each.key}"
  resource_group_name = "rg-shared"
  location            = "westeurope"
  sku                 = "Standard"
}
resource "azurerm_user_assigned_identity" "c04" {
  for_each            = toset(["west", "east"])
  name                = "c04-${each.value}"
  resource_group_name = "rg-shared"
  location            = "westeurope"
}
resource "azurerm_role_assignment" "c04" {
  for_each             = toset(["west", "east"])
  scope                = azurerm_container_registry.c04[each.key].id
  role_definition_name = "AcrPull"
  principal_id         = azurerm_user_assigned_identity.c04[each.value].principal_id
}
