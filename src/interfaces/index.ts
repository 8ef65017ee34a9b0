import type { ITerraformDependable, TerraformProvider } from "cdktf";
import type { IConstruct } from "constructs";
import type { IRegistryCache, RegistryCacheOptions } from "./registry-cache";

export * from "./registry-cache";

/**
 * Which role assignments a registry honors: Azure, "Azure Container Registry Entra permissions and role assignments
 * overview". `az acr show --query roleAssignmentMode` prints the mode of a registry.
 */
export enum RegistryPermissionMode {
  /** "RBAC Registry Permissions": AcrPull, on the whole registry. */
  RBAC = "RBAC",

  /**
   * "RBAC Registry + ABAC Repository Permissions": Container Registry Repository Reader, optionally limited to
   * repositories.
   */
  ABAC = "ABAC",

  /** Between RBAC and ABAC: both roles, so that pulls keep working while the mode of the registry changes. */
  MIGRATING = "MIGRATING",
}

/** Service tier of a registry (Azure, "Azure Container Registry service tiers"). */
export enum ContainerRegistrySku {
  BASIC = "Basic",
  STANDARD = "Standard",
  PREMIUM = "Premium",
}

/** What reads a pull identity, and so which token Microsoft Entra ID exchanges for it. */
export enum PullIdentityConsumer {
  /**
   * The nodes of an AKS cluster, by an identity binding (Azure, "Identity bindings for Azure Kubernetes Service").
   * Kubernetes 1.34 or later. Nodes read it once `AksServiceAccountImagePull` has prepared the cluster.
   */
  AKS_KUBELET = "AksKubelet",

  /**
   * The nodes of a cluster outside Azure, by the program acr-credential-provider 1.35 or later (Kubernetes, "Configure a
   * kubelet image credential provider"). Kubernetes 1.34 or later. Nodes read it once `AcrCredentialProvider` has
   * prepared the cluster.
   */
  KUBELET = "Kubelet",

  /** The controller msi-acrpull, for which `AcrPullBinding` renders the object. */
  MSI_ACRPULL = "MsiAcrpull",

  /** The operator External Secrets, for which `AcrAccessToken` renders the generator. */
  EXTERNAL_SECRETS = "ExternalSecrets",

  /**
   * Programs that pull by themselves with Microsoft Entra Workload ID, such as Flux source-controller, the repo server of
   * Argo CD, and Kargo. Their pods also need the label `azure.workload.identity/use: "true"`.
   */
  WORKLOAD_IDENTITY = "WorkloadIdentity",
}

export interface GrantPullOptions {
  /**
   * The repositories that may be pulled: names, or prefixes such as `team/*`. In ABAC mode only. With azurerm 5.2 or
   * later (`ProviderGeneration.useAzurerm5`) a change is an update in place. With azurerm 4 it replaces the role
   * assignment, and pulls fail until the registry honors the new one: prefer prefixes.
   *
   * @default - all repositories
   */
  readonly repositories?: string[];

  /**
   * Resource id of an existing role assignment, such as one from `az aks update --attach-acr`. It is imported (an
   * `import` block, Terraform 1.5 or later) instead of created, which Azure would reject with 409. Can stay in place
   * after the import.
   *
   * @default - the role assignment is created
   */
  readonly existingRoleAssignmentId?: string;

  /**
   * The construct path that the grant had before the registry or the grantee was renamed or moved, without the stack:
   * `<grantee>/PullFrom-<registry>`, such as `aks/PullFrom-acr`; inside the path of the registry, `--` replaces `/`. A
   * `moved` block keeps the role assignment, which would otherwise be deleted and created again. Can stay in place
   * afterwards.
   *
   * @default - the grant was neither renamed nor moved
   */
  readonly movedFrom?: string;
}

/** A registry with the images. */
export interface IContainerRegistry extends IConstruct {
  /** Resource id of the registry, the scope of its role assignments. */
  readonly registryId: string;

  /** Host name to pull from, such as `contoso.azurecr.io`. Not derived from the registry's name. */
  readonly loginServer: string;

  /** Name of the registry, unique in all of Azure. */
  readonly registryName: string;

  readonly resourceGroupName: string;

  /** Service tier, which limits the number of tokens. @default - unknown, for an existing registry */
  readonly sku?: ContainerRegistrySku;

  /** Which role assignments the registry honors. */
  readonly permissionMode: RegistryPermissionMode;

  /** The azurerm provider for the registry's subscription. @default - the stack's only azurerm provider */
  readonly provider?: TerraformProvider;

  /**
   * Allows a Microsoft Entra identity to pull from this registry. A second call for the same grantee returns the first
   * grant; it may add `movedFrom`, as for the grant that `ServicePrincipalCredentials` creates.
   *
   * @throws if the grantee was granted other repositories before, if repositories are given for a registry in RBAC
   * mode, or if the grantee already has a grant of another registry with the same construct path
   */
  grantPull(grantee: IPullGrantee, options?: GrantPullOptions): IPullGrant;

  /**
   * Pulls images of another registry through this one, which keeps them (Azure, "Artifact cache in Azure Container
   * Registry"). Whoever may pull the repository may pull through it: a grant or token that is limited to repositories
   * has to name it.
   *
   * With credentials, a credential set is created, whose identity may read the two secrets and nothing else. Rules with
   * the same credentials share it. Nothing secret lands in the state.
   *
   * @throws if the upstream, the repository or a name breaks the rules of Azure, if only one of upstream and repository
   * ends in an asterisk, or if the registry has another rule for the repository
   */
  cache(options: RegistryCacheOptions): IRegistryCache;

  /**
   * User name and password of the admin account: one account for the whole registry, which can also push and delete.
   * For development only. Both land in the state.
   *
   * @throws if the admin account is unknown (`fromRegistryAttributes`) or was disabled explicitly
   */
  adminCredentials(): IRegistryCredentials;
}

/**
 * A Microsoft Entra identity that can be allowed to pull: a cluster's kubelet identity, a service principal, or the
 * identity of service accounts.
 */
export interface IPullGrantee extends IConstruct {
  /** Object id (a GUID) of the identity. Not its client id, and not the control plane identity of a cluster. */
  readonly pullPrincipalId: string;

  /** Called once for each new grant, so that the grantee can make its dependents wait for it. */
  bindPullGrant(grant: IPullGrant): void;
}

/** A role assignment that allows pulling. Usable in `dependsOn`. */
export interface IPullGrant extends ITerraformDependable {
  /** Resource id of the role assignment. */
  readonly roleAssignmentId: string;
}

/** A user name and a password that a registry accepts. */
export interface IRegistryCredentials {
  /** Host name of the registry that accepts them. */
  readonly loginServer: string;

  /**
   * Other hosts that accept them too, such as the regional endpoint `contoso.westeurope.geo.azurecr.io` of a registry.
   *
   * @default - none
   */
  readonly additionalLoginServers?: string[];

  readonly username: string;

  readonly password: string;

  /** What must exist before the credentials work, such as a pull grant. */
  readonly requires: ITerraformDependable[];

  /**
   * Set if user name and password are ephemeral: a write-only argument sends them to the cluster whenever this number
   * changes, and they are in no state and no plan.
   *
   * @default - the values are not ephemeral
   */
  readonly writeOnlyRevision?: number;
}

/** A cluster in Azure, whose nodes pull with its kubelet identity. */
export interface IAksCluster extends IPullGrantee {
  /**
   * Object id (a GUID) of the identity that the nodes pull with: the kubelet identity, or the cluster's service
   * principal.
   */
  readonly kubeletObjectId: string;
}

/** A cluster in Azure whose service accounts may have identities of their own. */
export interface IOidcIssuerCluster extends IConstruct {
  /** Resource id of the cluster. */
  readonly clusterId: string;

  /** URL of the cluster's OIDC issuer, the `iss` of its service account tokens. */
  readonly oidcIssuerUrl: string;
}

/** A cluster that already exists, so that a Kubernetes provider can be configured from it. */
export interface IExistingAksCluster extends IAksCluster {
  /** URL of the API server. */
  readonly apiServerUrl: string;

  /** Certificate of the authority that signed the API server's certificate, PEM in base64. */
  readonly clusterCaCertificate: string;
}

/** An existing cluster of which the issuer is known too. */
export interface IExistingOidcIssuerCluster extends IExistingAksCluster, IOidcIssuerCluster {}

/** A service account in one namespace. */
export interface ServiceAccountSubject {
  /** An RFC 1123 label. No wildcard. */
  readonly namespace: string;

  /** Name of the service account, an RFC 1123 subdomain. No wildcard. */
  readonly serviceAccount: string;
}

/** A Microsoft Entra identity that service accounts pull with, without a password. */
export interface IPullIdentity extends IPullGrantee {
  /** Client id (a GUID). */
  readonly clientId: string;

  /** Id (a GUID) of the Microsoft Entra tenant that issues its tokens. */
  readonly tenantId: string;

  /** The service accounts that may use it. */
  readonly subjects: ServiceAccountSubject[];

  /** What reads it. */
  readonly consumer: PullIdentityConsumer;

  /** What a service account must carry so that its consumer finds the identity. */
  readonly serviceAccountAnnotations: { [key: string]: string };

  /** What must exist before a service account can pull: credentials or an identity binding, and the grants. */
  readonly requires: ITerraformDependable[];
}

/** A Secret of type `kubernetes.io/dockerconfigjson`, one of the same name in each namespace. Usable in `dependsOn`. */
export interface IImagePullSecret extends IConstruct, ITerraformDependable {
  /** The name for `imagePullSecrets` of a PodSpec. */
  readonly secretName: string;

  readonly namespaces: string[];

  /**
   * Host names that it has credentials for, such as `contoso.azurecr.io`: the login servers of the registries and
   * their additional ones.
   *
   * @default - unknown, so that a `PullCheck` does not compare them with the host of its image
   */
  readonly loginServers?: string[];

  /** The provider of the cluster. @default - the stack's only Kubernetes provider */
  readonly provider?: TerraformProvider;
}

/** What a policy does about pods that use a registry and do not name the secret for it. */
export enum PullSecretPolicyMode {
  /** A ValidatingAdmissionPolicy warns about them or rejects them. Kubernetes 1.30 or later. */
  DEMAND = "DEMAND",

  /** A MutatingAdmissionPolicy adds the secret to them. Kubernetes 1.36 or later. */
  INJECT = "INJECT",
}

/** A ServiceAccount that can pull, one in each of its namespaces. Usable in `dependsOn`. */
export interface IServiceAccount extends IConstruct, ITerraformDependable {
  /** The name for `serviceAccountName` of a PodSpec. */
  readonly serviceAccountName: string;

  readonly namespaces: string[];

  /** Empty if it pulls with an identity of its own. */
  readonly imagePullSecrets: IImagePullSecret[];

  /** The provider of the cluster. @default - the stack's only Kubernetes provider */
  readonly provider?: TerraformProvider;
}
