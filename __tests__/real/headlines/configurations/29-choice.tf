# A new registry or one that exists: only one of them is there.
variable "c29" {
  default = false
}
data "azurerm_container_registry" "c29" {
  count               = var.c29 ? 1 : 0
  name                = "contosoregistry"
  resource_group_name = "rg-shared"
}
resource "azurerm_container_registry" "c29" {
  count               = var.c29 ? 0 : 1
  name                = "c29choice"
  resource_group_name = "rg-shared"
  location            = "westeurope"
  sku                 = "Standard"
}
resource "azurerm_user_assigned_identity" "c29" {
  name                = "c29-puller"
  resource_group_name = "rg-shared"
  location            = "westeurope"
}
resource "azurerm_role_assignment" "c29" {
  scope                = var.c29 ? data.azurerm_container_registry.c29[0].id : azurerm_container_registry.c29[0].id
  role_definition_name = "AcrPull"
  principal_id         = azurerm_user_assigned_identity.c29.principal_id
}
