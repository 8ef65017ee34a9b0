const SUBSCRIPTION = "/subscriptions/00000000-0000-0000-0000-000000000000";
const GROUP = `${SUBSCRIPTION}/resourceGroups/made-up`;

/** Where Azure keeps a type, after the provider's namespace; a dot parts a parent from its child. */
const PLACES: Record<string, string> = {
  azurerm_application_insights: "Microsoft.Insights/components",
  azurerm_container_registry: "Microsoft.ContainerRegistry/registries",
  azurerm_container_registry_cache_rule: "Microsoft.ContainerRegistry/registries.cacheRules",
  azurerm_container_registry_credential_set: "Microsoft.ContainerRegistry/registries.credentialSets",
  azurerm_container_registry_scope_map: "Microsoft.ContainerRegistry/registries.scopeMaps",
  azurerm_container_registry_token: "Microsoft.ContainerRegistry/registries.tokens",
  azurerm_container_registry_token_password: "Microsoft.ContainerRegistry/registries.tokens.passwords",
  azurerm_container_registry_webhook: "Microsoft.ContainerRegistry/registries.webHooks",
  azurerm_federated_identity_credential: "Microsoft.ManagedIdentity/userAssignedIdentities.federatedIdentityCredentials",
  azurerm_key_vault: "Microsoft.KeyVault/vaults",
  azurerm_kubernetes_cluster: "Microsoft.ContainerService/managedClusters",
  azurerm_kubernetes_cluster_extension: "Microsoft.ContainerService/managedClusters.extensions",
  azurerm_kubernetes_cluster_node_pool: "Microsoft.ContainerService/managedClusters.agentPools",
  azurerm_log_analytics_workspace: "Microsoft.OperationalInsights/workspaces",
  azurerm_private_dns_zone: "Microsoft.Network/privateDnsZones",
  azurerm_private_endpoint: "Microsoft.Network/privateEndpoints",
  azurerm_public_ip: "Microsoft.Network/publicIPAddresses",
  azurerm_network_security_group: "Microsoft.Network/networkSecurityGroups",
  azurerm_role_assignment: "Microsoft.Authorization/roleAssignments",
  azurerm_role_definition: "Microsoft.Authorization/roleDefinitions",
  azurerm_storage_account: "Microsoft.Storage/storageAccounts",
  azurerm_subnet: "Microsoft.Network/virtualNetworks.subnets",
  azurerm_user_assigned_identity: "Microsoft.ManagedIdentity/userAssignedIdentities",
  azurerm_virtual_network: "Microsoft.Network/virtualNetworks",
};

/** An id as Azure Resource Manager writes it. A type that is not known here gets a place of its own, which most validations take. */
export function armId(type: string, name: string): string {
  switch (type) {
    case "azurerm_subscription":
    case "azurerm_client_config":
      return SUBSCRIPTION;
    case "azurerm_resource_group":
      return `${SUBSCRIPTION}/resourceGroups/${name}`;
    case "azurerm_key_vault_secret":
      return `https://${name}.vault.azure.net/secrets/${name}/00000000000000000000000000000000`;
  }
  const [namespace, path] = (PLACES[type] ?? `Microsoft.Resources/${type.replace(/^azurerm_/, "") || "resources"}`).split("/");
  return `${GROUP}/providers/${namespace}/${path
    .split(".")
    .map((part) => `${part}/${name}`)
    .join("/")}`;
}
