terraform {
  required_providers {
    azurerm = { source = "hashicorp/azurerm" }
  }
}
variable "scope" { type = string }
variable "principal_id" { type = string }
variable "role" { type = string }
resource "azurerm_role_assignment" "this" {
  count                = 1
  scope                = var.scope
  role_definition_name = var.role
  principal_id         = var.principal_id
}
