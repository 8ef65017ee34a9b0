data "azurerm_container_registry" "shared" {
  name                = "contoso"
  resource_group_name = "rg-shared"
}

resource "azurerm_role_assignment" "pull" {
  for_each             = { for pair in setproduct(["20000000-0000-0000-0000-000000000001", "20000000-0000-0000-0000-000000000002"], ["AcrPull", "Container Registry Repository Reader"]) : "${pair[0]} ${pair[1]}" => pair }
  scope                = data.azurerm_container_registry.shared.id
  role_definition_name = each.value[1]
  principal_id         = each.value[0]
}
