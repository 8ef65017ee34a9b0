terraform {
  required_providers {
    azurerm = { source = "hashicorp/azurerm" }
  }
}
variable "prefix" { type = string }
variable "roles" { type = map(string) }
module "registry" {
  source              = "../registry"
  name                = "${var.prefix}nested"
  resource_group_name = "rg-shared"
  location            = "westeurope"
}
module "identities" {
  source   = "../identity"
  for_each = var.roles
  name     = "${var.prefix}-${each.key}"
}
module "assignments" {
  source       = "../assignments"
  for_each     = var.roles
  scope        = module.registry.resource.id
  principal_id = module.identities[each.key].principal_id
  role         = each.value
}
