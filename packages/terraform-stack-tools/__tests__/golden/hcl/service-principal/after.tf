data "azurerm_container_registry" "shared" {
  name                = "contoso"
  resource_group_name = "rg-shared"
}

resource "azuread_application" "puller" {
  display_name = "contoso-pull"
}

resource "azuread_service_principal" "puller" {
  client_id = azuread_application.puller.client_id
}

resource "time_rotating" "password" {
  rotation_days = 90
}

resource "azuread_application_password" "puller" {
  application_id = azuread_application.puller.id
  rotate_when_changed = {
    rotation = time_rotating.password.id
  }
}

resource "azurerm_role_assignment" "puller" {
  scope                = data.azurerm_container_registry.shared.id
  role_definition_name = "AcrPull"
  principal_id         = azuread_service_principal.puller.object_id
}

resource "kubernetes_secret_v1" "pull" {
  for_each = toset(["shop", "jobs"])
  metadata {
    name      = "acr-pull"
    namespace = each.key
  }
  type = "kubernetes.io/dockerconfigjson"
  data = {
    ".dockerconfigjson" = jsonencode({
      auths = {
        (data.azurerm_container_registry.shared.login_server) = {
          username = azuread_application.puller.client_id
          password = azuread_application_password.puller.value
          auth     = base64encode("${azuread_application.puller.client_id}:${azuread_application_password.puller.value}")
        }
      }
    })
  }
}
