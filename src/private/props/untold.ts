import type { Refusal } from "./values";

/*
 * What the declared types do not say. A property is found by its name, or by `Struct.name`, which wins.
 */

/**
 * Whether a value must be known at synth, or may be left to the plan. What is not here: texts, and lists and maps of
 * them, may be left to the plan; what has a few values may not, since it decides what is created.
 */
export const DECIDED_AT: Readonly<Record<string, "plan" | "synth">> = {
  // Literals in Terraform, or parts of an address.
  alias: "synth",
  unsupportedReason: "synth",
  cacheRuleName: "synth",
  credentialSetName: "synth",
  endpointName: "synth",
  repository: "synth",
  upstream: "synth",
  // Each of them is looked at, or becomes a resource.
  additionalLoginServers: "synth",
  allowedImages: "synth",
  exemptImages: "synth",
  exemptImagePrefixes: "synth",
  issuerUrls: "synth",
  linkedNetworks: "synth",
  loginServers: "synth",
  serviceAccountNames: "synth",
  // Arguments of a provider, which checks them.
  adminEnabled: "plan",
  anonymousPullEnabled: "plan",
  automountServiceAccountToken: "plan",
  azureRbacEnabled: "plan",
  dataEndpointEnabled: "plan",
  dataPlane: "plan",
  loginMode: "plan",
  nodeImageUpgradeChannel: "plan",
  policy: "plan",
  privateClusterEnabled: "plan",
  publicNetworkAccessEnabled: "plan",
  sku: "plan",
  tier: "plan",
  zoneRedundancyEnabled: "plan",
  // Decides what the policy asks.
  digestRequired: "synth",
};

export type ProviderType = "azuread" | "azurerm" | "kubernetes";

export const PROVIDERS: Readonly<Record<string, ProviderType>> = {
  azureadProvider: "azuread",
  keyVaultProvider: "azurerm",
  kubernetesProvider: "kubernetes",
  provider: "azurerm",
  "AcrAccessTokenProps.provider": "kubernetes",
  "AcrCredentialProviderProps.provider": "kubernetes",
  "AksServiceAccountImagePullProps.provider": "kubernetes",
  "ArgoCdChartSecretProps.provider": "kubernetes",
  "DefaultServiceAccountProps.provider": "kubernetes",
  "IImagePullSecret.provider": "kubernetes",
  "IServiceAccount.provider": "kubernetes",
  "ImagePolicyProps.provider": "kubernetes",
  "ImagePullSecretAttributes.provider": "kubernetes",
  "ImagePullSecretProps.provider": "kubernetes",
  "PullCheckProps.provider": "kubernetes",
  "ServiceAccountAttributes.provider": "kubernetes",
  "ServiceAccountProps.provider": "kubernetes",
};

/** Repairs of enumerations of which Azure has names of its own. */
export const REPAIRS: Readonly<Record<string, string>> = {
  RegistryRoleAssignmentMode: "use RegistryRoleAssignmentMode.RBAC, ABAC or EITHER, or leave it out",
};

/** Structs of constructors that no other language sees. */
export const INTERNAL: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  CommonOptions: { roleAssignmentMode: "RegistryRoleAssignmentMode?", provider: "TerraformProvider?" },
};

/** Members of interfaces that are not of this package, and of what may say its type without being made to. */
export const FOREIGN: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  IConstruct: { node: "Node" },
  ITerraformDependable: { fqn: "string" },
  ITerraformIterator: { _getForEachExpression: "method" },
  TypedPrincipal: { extends: "IRegistryGrantee", principalType: "PrincipalType?" },
};

/** Members whose getters may add to the stack. */
export const UNREAD: ReadonlySet<string> = new Set([
  "clusterId",
  "kubeletObjectId",
  "oidcIssuerUrl",
  "principalId",
  "roleAssignmentIds",
]);

/** Structs of which a name that nobody reads would give away more: `repository` for `repositories`. */
export const EXACT: ReadonlySet<string> = new Set([
  "GrantOptions",
  "PullRoleAssignmentProps",
  "ServicePrincipalCredentialsProps",
]);

/** What is said of an object that lacks a member. */
export const INTERFACES: Readonly<Record<string, Refusal>> = {
  IContainerRegistry: { must: "be a registry", repair: "pass a ContainerRegistry" },
  IExistingAksCluster: { must: "be an existing cluster", repair: "pass what AksCluster.fromLookup returns" },
  IImagePullSecret: {
    must: "be a pull secret",
    repair: "pass the ImagePullSecret itself, or ImagePullSecret.fromSecretAttributes of its name",
  },
  IAksCluster: {
    must: "be an AKS cluster",
    repair: "pass an AksCluster, or what AksCluster.fromLookup returns",
  },
  IRegistryGrant: { must: "be a pull grant", repair: "pass what grantPull returns" },
  IPullIdentity: { must: "be an identity for service accounts", repair: "pass a PullIdentity" },
  IRegistryCredentials: {
    must: "be credentials of registries",
    repair: "pass a RegistryToken, ServicePrincipalCredentials or RegistryCredentials",
  },
  IServiceAccount: {
    must: "be a service account that can pull",
    repair: "pass the ServiceAccount itself, or ServiceAccount.fromServiceAccountAttributes of its name",
  },
  ITerraformDependable: {
    must: "be what Terraform can wait for",
    repair: "pass a resource, or what `requires` of a secret, a service account or a grant lists",
  },
  ITerraformIterator: { must: "be an iterator", repair: "use TerraformIterator.fromMap or fromList" },
  TypedPrincipal: {
    must: "be an identity that may pull",
    repair: "pass a cluster, PullIdentity, ServicePrincipalCredentials or EntraPrincipal",
  },
};
