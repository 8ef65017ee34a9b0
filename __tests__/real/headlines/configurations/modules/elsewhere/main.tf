terraform {
  required_providers {
    azurerm = {
      source                = "hashicorp/azurerm"
      configuration_aliases = [azurerm.registry]
    }
  }
}
variable "identity" { type = string }
data "azurerm_container_registry" "this" {
  provider            = azurerm.registry
  name                = "othersubregistry"
  resource_group_name = "rg-registry"
}
resource "azurerm_user_assigned_identity" "this" {
  name                = var.identity
  resource_group_name = "rg-shared"
  location            = "westeurope"
}
resource "azurerm_role_assignment" "this" {
  provider             = azurerm.registry
  scope                = data.azurerm_container_registry.this.id
  role_definition_name = "AcrPush"
  principal_id         = azurerm_user_assigned_identity.this.principal_id
}
