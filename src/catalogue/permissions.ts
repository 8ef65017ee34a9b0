/** What an identity must be allowed to do to apply, change and destroy one kind of block. */
export interface Permission {
  /** Azure actions, and where they are needed. */
  readonly azure?: readonly string[];
  /** Azure data actions. */
  readonly azureData?: readonly string[];
  readonly on?: string;
  /** Application permissions of Microsoft Graph. */
  readonly graph?: readonly string[];
  /** Verbs and resources of a Role in each namespace. */
  readonly kubernetes?: readonly string[];
  readonly note?: string;
}

function all(type: string): string[] {
  return ["read", "write", "delete"].map((verb) => `${type}/${verb}`);
}

const REGISTRY = "Microsoft.ContainerRegistry/registries";
const CLUSTER = "Microsoft.ContainerService/managedClusters";
const IDENTITY = "Microsoft.ManagedIdentity/userAssignedIdentities";
const APPLICATION = ["Application.ReadWrite.OwnedBy"];
const WRITE = "get, create, patch, delete";

/**
 * By the address of a block without its name. Azure, "Azure permissions for Containers" and "Azure permissions for Identity";
 * Microsoft Graph, "Microsoft Graph permissions reference".
 */
export const PERMISSIONS: Readonly<Record<string, Permission>> = {
  "provider.azurerm": {
    azure: ["Microsoft.Resources/subscriptions/providers/read"],
    on: "the subscription",
    note: 'and `register/action` of each resource provider, unless the provider block says `resource_provider_registrations = "none"`',
  },
  azurerm_container_registry: {
    azure: [
      ...all(REGISTRY),
      `${REGISTRY}/operationStatuses/read`,
      `${REGISTRY}/replications/read`,
      "Microsoft.ContainerRegistry/checkNameAvailability/read",
    ],
    on: "the resource group; the name check on the subscription",
    note: `\`${REGISTRY}/listCredentials/action\` where the admin account is enabled`,
  },
  "data.azurerm_container_registry": {
    azure: [`${REGISTRY}/read`],
    on: "the registry",
    note: `\`${REGISTRY}/listCredentials/action\` where the admin account is enabled`,
  },
  azurerm_container_registry_scope_map: {
    azure: [...all(`${REGISTRY}/scopeMaps`), `${REGISTRY}/scopeMaps/operationStatuses/read`],
    on: "the registry",
  },
  azurerm_container_registry_token: {
    azure: [...all(`${REGISTRY}/tokens`), `${REGISTRY}/tokens/operationStatuses/read`],
    on: "the registry",
  },
  azurerm_container_registry_token_password: {
    azure: [`${REGISTRY}/generateCredentials/action`, `${REGISTRY}/tokens/read`, `${REGISTRY}/tokens/write`],
    on: "the registry",
  },
  azurerm_kubernetes_cluster: {
    azure: [
      ...all(CLUSTER),
      ...all(`${CLUSTER}/agentPools`),
      `${CLUSTER}/listClusterUserCredential/action`,
      "Microsoft.ContainerService/locations/operations/read",
      `${IDENTITY}/assign/action`,
    ],
    on: "the resource group; assign on the control plane's identity",
    note: `\`${CLUSTER}/listClusterAdminCredential/action\` where local accounts are on`,
  },
  "data.azurerm_kubernetes_cluster": {
    azure: [`${CLUSTER}/read`],
    on: "the cluster",
    note: `\`${CLUSTER}/listClusterUserCredential/action\` where a Kubernetes provider is configured from it`,
  },
  azurerm_user_assigned_identity: { azure: all(IDENTITY), on: "the resource group" },
  azurerm_role_assignment: {
    azure: [...all("Microsoft.Authorization/roleAssignments"), "Microsoft.Authorization/roleDefinitions/read"],
    on: "the scope of the assignment: the registry, or the kubelet identity of a new cluster",
  },
  "ephemeral.azurerm_key_vault_secret": {
    azure: ["Microsoft.KeyVault/vaults/read"],
    azureData: ["Microsoft.KeyVault/vaults/secrets/getSecret/action"],
    on: "the key vault",
  },
  azuread_application: { graph: APPLICATION, note: "as an owner; otherwise `Application.ReadWrite.All`" },
  azuread_application_password: { graph: APPLICATION, note: "as an owner; otherwise `Application.ReadWrite.All`" },
  azuread_service_principal: { graph: APPLICATION, note: "as an owner; otherwise `Application.ReadWrite.All`" },
  "data.azuread_service_principal": { graph: ["Application.Read.All"] },
  kubernetes_secret_v1: { kubernetes: [`secrets: ${WRITE}`] },
  kubernetes_service_account_v1: { kubernetes: [`serviceaccounts: ${WRITE}`, "secrets: get, list"] },
  kubernetes_default_service_account_v1: {
    kubernetes: ["serviceaccounts: get, patch", "secrets: get, list"],
    note: "and `delete` where it may be destroyed",
  },
  kubernetes_job_v1: { kubernetes: [`jobs (batch): ${WRITE}`] },
};

/** What a credential may do that comes out of a block. */
export interface Right {
  readonly actions: readonly string[];
  readonly dataActions?: readonly string[];
  readonly note?: string;
}

/** By the name of a built-in role: Azure, "Azure built-in roles for Containers" and "Azure built-in roles for Identity". */
export const ROLES: Readonly<Record<string, Right>> = {
  AcrPull: { actions: [`${REGISTRY}/pull/read`], note: "every repository of the registry, in RBAC mode" },
  "Container Registry Repository Reader": {
    actions: [],
    dataActions: [`${REGISTRY}/repositories/metadata/read`, `${REGISTRY}/repositories/content/read`],
    note: "the repositories of its condition, in ABAC mode",
  },
  "Managed Identity Operator": {
    actions: [
      `${IDENTITY}/*/read`,
      `${IDENTITY}/*/assign/action`,
      "Microsoft.Authorization/*/read",
      "Microsoft.Insights/alertRules/*",
      "Microsoft.Resources/subscriptions/resourceGroups/read",
      "Microsoft.Resources/deployments/*",
      "Microsoft.Support/*",
    ],
    note: "for the control plane of a new cluster, on its kubelet identity alone",
  },
};

/** What credentials may do that are no role assignment. */
export const CREDENTIALS: Readonly<Record<string, string>> = {
  "kubelet identity, `ServicePrincipalCredentials`": "what its role says, on one registry for each grant",
  "`RegistryToken`": "`content/read` and `metadata/read` in the repositories of its scope map",
  "admin account": "pull, push and delete in every repository of the registry",
  "`fromPassword`, `fromKeyVaultSecret`": "what their owner gave them",
};
