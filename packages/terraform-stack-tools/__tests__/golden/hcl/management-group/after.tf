resource "azurerm_role_assignment" "readers" {
  scope                = "/providers/Microsoft.Management/managementGroups/contoso"
  role_definition_name = "Contributor"
  principal_id         = "30000000-0000-0000-0000-000000000002"
}
