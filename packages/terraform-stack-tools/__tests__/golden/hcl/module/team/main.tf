variable "registry_id" { type = string }
variable "developers" { type = string }
variable "name" { type = string }

resource "azurerm_user_assigned_identity" "builder" {
  name                = "build-${var.name}"
  resource_group_name = "rg-${var.name}"
  location            = "westeurope"
}

resource "azurerm_role_assignment" "push" {
  scope                = var.registry_id
  role_definition_name = "AcrPush"
  principal_id         = azurerm_user_assigned_identity.builder.principal_id
}

resource "azurerm_role_assignment" "pull" {
  scope                = var.registry_id
  role_definition_name = "AcrPull"
  principal_id         = var.developers
}
