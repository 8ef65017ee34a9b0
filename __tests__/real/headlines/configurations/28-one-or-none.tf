# A registry that is made only if it is wanted, and read by a splat.
variable "c28" {
  default = true
}
resource "azurerm_container_registry" "c28" {
  count               = var.c28 ? 1 : 0
  name                = "c28wanted"
  resource_group_name = "rg-shared"
  location            = "westeurope"
  sku                 = "Standard"
}
resource "azurerm_user_assigned_identity" "c28" {
  name                = "c28-puller"
  resource_group_name = "rg-shared"
  location            = "westeurope"
}
resource "azurerm_role_assignment" "c28" {
  count                = length(azurerm_container_registry.c28)
  scope                = one(azurerm_container_registry.c28[*].id)
  role_definition_name = "AcrPull"
  principal_id         = azurerm_user_assigned_identity.c28.principal_id
}
