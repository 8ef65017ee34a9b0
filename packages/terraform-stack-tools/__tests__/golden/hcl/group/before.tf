resource "azuread_group" "pullers" {
  display_name     = "image-pullers"
  security_enabled = true
  members          = ["10000000-0000-0000-0000-00000000000a"]
}

resource "azurerm_role_assignment" "pullers" {
  scope                = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg-shared/providers/Microsoft.ContainerRegistry/registries/contoso"
  role_definition_name = "AcrPull"
  principal_id         = azuread_group.pullers.object_id
}
