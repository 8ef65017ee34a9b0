# A registry and a role assignment by Azure's own API, as newer verified modules make them.
resource "azapi_resource" "c26" {
  type      = "Microsoft.ContainerRegistry/registries@2023-07-01"
  name      = "c26azapi"
  parent_id = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg-shared"
  location  = "westeurope"
  body = {
    sku        = { name = "Standard" }
    properties = { adminUserEnabled = false }
  }
}
resource "azurerm_user_assigned_identity" "c26" {
  name                = "c26-puller"
  resource_group_name = "rg-shared"
  location            = "westeurope"
}
resource "azapi_resource" "c26_puller" {
  type      = "Microsoft.Authorization/roleAssignments@2022-04-01"
  name      = "26262626-2626-4626-8626-262626262626"
  parent_id = azapi_resource.c26.id
  body = {
    properties = {
      roleDefinitionId = "/subscriptions/00000000-0000-0000-0000-000000000001/providers/Microsoft.Authorization/roleDefinitions/7f951dda-4ed3-4680-a7ca-43fe172d538d"
      principalId      = azurerm_user_assigned_identity.c26.principal_id
      principalType    = "ServicePrincipal"
    }
  }
}
