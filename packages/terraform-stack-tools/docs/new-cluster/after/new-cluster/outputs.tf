output "get_credentials" {
  description = "Command that makes kubectl talk to the cluster"
  value       = "az aks get-credentials --resource-group ${var.resource_group_name} --name ${azurerm_kubernetes_cluster.aks.name}"
}

output "kubelet_object_id" {
  description = "Object id of the identity that the nodes pull as"
  value       = azurerm_user_assigned_identity.aks_kubelet_identity.principal_id
}

output "login_server" {
  description = "First part of the name of every image in the registry"
  value       = azurerm_container_registry.acr.login_server
}

output "registry_id" {
  description = "Resource id of the registry"
  value       = azurerm_container_registry.acr.id
}
