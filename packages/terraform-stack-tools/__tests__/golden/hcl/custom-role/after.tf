resource "azurerm_role_definition" "reader" {
  name  = "Image Reader"
  scope = "/subscriptions/00000000-0000-0000-0000-000000000001"
  permissions {
    actions     = ["Microsoft.ContainerRegistry/registries/*"]
    not_actions = ["Microsoft.ContainerRegistry/registries/*/write", "Microsoft.ContainerRegistry/registries/*/delete", "Microsoft.ContainerRegistry/registries/*/action"]
  }
}

resource "azurerm_role_assignment" "audit" {
  scope              = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg-shared/providers/Microsoft.ContainerRegistry/registries/contoso"
  role_definition_id = azurerm_role_definition.reader.role_definition_resource_id
  principal_id       = "30000000-0000-0000-0000-000000000001"
}
