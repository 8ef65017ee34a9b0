# Assignments for each of the identities that another resource makes.
resource "azurerm_container_registry" "c06" {
  name                = "c06chained"
  resource_group_name = "rg-shared"
  location            = "westeurope"
  sku                 = "Standard"
}
resource "azurerm_user_assigned_identity" "c06" {
  for_each            = { a = 1, b = 2 }
  name                = "c06-${each.key}"
  resource_group_name = "rg-shared"
  location            = "westeurope"
}
resource "azurerm_role_assignment" "c06" {
  for_each             = azurerm_user_assigned_identity.c06
  scope                = azurerm_container_registry.c06.id
  role_definition_name = "AcrPull"
  principal_id         = each.value.principal_id
}
