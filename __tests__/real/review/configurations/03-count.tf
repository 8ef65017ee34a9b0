# Registries and assignments that are counted, each on the one of its own number.
resource "azurerm_container_registry" "c03" {
  count               = 3
  name                = "c03count${count.index}"
  resource_group_name = "rg-shared"
  location            = "westeurope"
  sku                 = "Standard"
}
resource "azurerm_user_assigned_identity" "c03" {
  count               = 3
  name                = "c03-${count.index}"
  resource_group_name = "rg-shared"
  location            = "westeurope"
}
resource "azurerm_role_assignment" "c03" {
  count                = 3
  scope                = azurerm_container_registry.c03[count.index].id
  role_definition_name = "AcrPull"
  principal_id         = azurerm_user_assigned_identity.c03[count.index].principal_id
}
