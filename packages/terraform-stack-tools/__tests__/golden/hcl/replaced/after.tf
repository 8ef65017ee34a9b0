resource "azurerm_container_registry" "acr" {
  name                = "contosoeurope"
  resource_group_name = "rg-shared"
  location            = "westeurope"
  sku                 = "Standard"
}

resource "azurerm_role_assignment" "aks" {
  scope                = azurerm_container_registry.acr.id
  role_definition_name = "AcrPull"
  principal_id         = "10000000-0000-0000-0000-00000000000a"
}

resource "kubernetes_secret_v1" "pull" {
  metadata {
    name      = "acr-pull"
    namespace = "checkout"
  }
  type = "kubernetes.io/dockerconfigjson"
  data = { ".dockerconfigjson" = jsonencode({ auths = { "contosoeurope.azurecr.io" = { username = "puller", password = "example" } } }) }
}
