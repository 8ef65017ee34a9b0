terraform {
  required_providers {
    azurerm = { source = "hashicorp/azurerm" }
  }
}
variable "name" { type = string }
resource "azurerm_user_assigned_identity" "this" {
  name                = var.name
  resource_group_name = "rg-shared"
  location            = "westeurope"
}
output "principal_id" { value = azurerm_user_assigned_identity.this.principal_id }
output "resource_id" { value = azurerm_user_assigned_identity.this.id }
