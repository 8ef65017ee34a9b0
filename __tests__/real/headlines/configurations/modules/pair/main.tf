terraform {
  required_providers {
    azurerm = { source = "hashicorp/azurerm" }
  }
}
variable "registry" { type = object({ id = string, name = string }) }
variable "identity" { type = object({ principal_id = string }) }
variable "role" { type = string }
resource "azurerm_role_assignment" "this" {
  scope                = var.registry.id
  role_definition_name = var.role
  principal_id         = var.identity.principal_id
}
