resource "azurerm_kubernetes_cluster_extension" "flux" {
  name           = "flux"
  cluster_id     = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg-prod/providers/Microsoft.ContainerService/managedClusters/prod"
  extension_type = "microsoft.flux"
}

resource "kubernetes_manifest" "operator" {
  manifest = {
    apiVersion = "contoso.com/v1"
    kind       = "Operator"
    metadata   = { name = "images", namespace = "system" }
  }
}

resource "terraform_data" "setup" {
  input = "az acr update --name contoso --anonymous-pull-enabled"
  provisioner "local-exec" {
    command = "az acr update --name contoso --anonymous-pull-enabled"
  }
}
