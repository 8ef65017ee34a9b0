data "azurerm_container_registry" "shared" {
  name                = "contoso"
  resource_group_name = "rg-shared"
}

module "team" {
  source      = "./team"
  for_each    = { shop = "20000000-0000-0000-0000-000000000001", search = "20000000-0000-0000-0000-000000000002" }
  registry_id = data.azurerm_container_registry.shared.id
  developers  = each.value
  name        = each.key
}
