terraform {
  required_providers {
    azurerm = { source = "hashicorp/azurerm" }
  }
}
variable "name" { type = string }
variable "resource_group_name" { type = string }
variable "location" { type = string }
variable "anonymous_pull" {
  type    = bool
  default = false
}
variable "role_assignments" {
  type = map(object({
    role_definition_id_or_name             = string
    principal_id                           = string
    description                            = optional(string, null)
    skip_service_principal_aad_check       = optional(bool, false)
    condition                              = optional(string, null)
    condition_version                      = optional(string, null)
    delegated_managed_identity_resource_id = optional(string, null)
  }))
  default  = {}
  nullable = false
}
locals {
  role_definition_resource_substring = "/providers/Microsoft.Authorization/roleDefinitions"
}
resource "azurerm_container_registry" "this" {
  name                   = var.name
  resource_group_name    = var.resource_group_name
  location               = var.location
  sku                    = "Premium"
  admin_enabled          = false
  anonymous_pull_enabled = var.anonymous_pull
}
resource "azurerm_role_assignment" "this" {
  for_each                               = var.role_assignments
  principal_id                           = each.value.principal_id
  scope                                  = azurerm_container_registry.this.id
  condition                              = each.value.condition
  condition_version                      = each.value.condition_version
  delegated_managed_identity_resource_id = each.value.delegated_managed_identity_resource_id
  role_definition_id                     = strcontains(lower(each.value.role_definition_id_or_name), lower(local.role_definition_resource_substring)) ? each.value.role_definition_id_or_name : null
  role_definition_name                   = strcontains(lower(each.value.role_definition_id_or_name), lower(local.role_definition_resource_substring)) ? null : each.value.role_definition_id_or_name
  skip_service_principal_aad_check       = each.value.skip_service_principal_aad_check
}
output "resource_id" { value = azurerm_container_registry.this.id }
output "name" { value = azurerm_container_registry.this.name }
output "resource" { value = azurerm_container_registry.this }
