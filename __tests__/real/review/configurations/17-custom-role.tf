# A role of one's own, with data actions and exceptions.
data "azurerm_subscription" "c17" {}
resource "azurerm_role_definition" "c17" {
  name  = "c17 pull and push"
  scope = data.azurerm_subscription.c17.id
  permissions {
    actions     = ["Microsoft.ContainerRegistry/registries/*"]
    not_actions = ["Microsoft.ContainerRegistry/registries/artifacts/delete", "Microsoft.ContainerRegistry/registries/listCredentials/action"]
  }
  assignable_scopes = [data.azurerm_subscription.c17.id]
}
resource "azurerm_container_registry" "c17" {
  name                = "c17custom"
  resource_group_name = "rg-shared"
  location            = "westeurope"
  sku                 = "Standard"
}
resource "azurerm_user_assigned_identity" "c17" {
  name                = "c17-worker"
  resource_group_name = "rg-shared"
  location            = "westeurope"
}
resource "azurerm_role_assignment" "c17" {
  scope              = azurerm_container_registry.c17.id
  role_definition_id = azurerm_role_definition.c17.role_definition_resource_id
  principal_id       = azurerm_user_assigned_identity.c17.principal_id
}
