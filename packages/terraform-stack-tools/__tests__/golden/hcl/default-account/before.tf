variable "registry_password" {
  type      = string
  sensitive = true
  default   = "canary-4f1c"
}

resource "kubernetes_secret_v1" "pull" {
  metadata {
    name      = "acr-pull"
    namespace = "apps"
  }
  type = "kubernetes.io/dockerconfigjson"
  data = { ".dockerconfigjson" = jsonencode({ auths = { "contoso.azurecr.io" = { username = "team", password = var.registry_password } } }) }
}
