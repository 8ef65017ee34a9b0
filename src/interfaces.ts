import type { ITerraformDependable, TerraformProvider } from "cdktf";
import type { IConstruct } from "constructs";

/**
 * Which role assignments a registry honours: Azure, "Azure Container Registry Entra permissions and role assignments overview".
 * `az acr show --query roleAssignmentMode` tells.
 */
export enum RegistryPermissionMode {
  /** "RBAC Registry Permissions": AcrPull, on the whole registry. */
  RBAC = "RBAC",

  /** "RBAC Registry + ABAC Repository Permissions": Container Registry Repository Reader, limited to repositories if you like. */
  ABAC = "ABAC",

  /** On the way from RBAC to ABAC: both roles, so that pulls go on while the registry's mode is changed. */
  MIGRATING = "MIGRATING",
}

/** Service tier of a registry (Azure, "Azure Container Registry service tiers"). */
export enum ContainerRegistrySku {
  BASIC = "Basic",
  STANDARD = "Standard",
  PREMIUM = "Premium",
}

export interface GrantPullOptions {
  /**
   * The repositories that may be pulled: names, or all below one, as in `team/*`. In ABAC mode only. Changing them replaces the role
   * assignment, and nothing is pulled until the registry honours the new one: prefer prefixes.
   *
   * @default - all
   */
  readonly repositories?: string[];

  /**
   * Resource id of a role assignment that somebody made already, such as `az aks update --attach-acr`. It is imported instead of
   * made (an `import` block, Terraform 1.5 or later), where Azure would answer 409. It may stay when the import is done.
   *
   * @default - the role assignment is made
   */
  readonly existingRoleAssignmentId?: string;
}

/** A registry that holds the images. */
export interface IContainerRegistry extends IConstruct {
  /** Resource id of the registry, the scope of its role assignments. */
  readonly registryId: string;

  /** Host name to pull from, such as `contoso.azurecr.io`. Never derived from the registry's name. */
  readonly loginServer: string;

  /** Name of the registry, unique in all of Azure. */
  readonly registryName: string;

  readonly resourceGroupName: string;

  /** Service tier, which limits the number of tokens. @default - unknown, of a registry that exists already */
  readonly sku?: ContainerRegistrySku;

  /** Which role assignments the registry honours. */
  readonly permissionMode: RegistryPermissionMode;

  /** The azurerm provider of the registry's subscription. @default - the stack's only azurerm provider */
  readonly provider?: TerraformProvider;

  /**
   * Lets a Microsoft Entra identity pull from this registry. Asking again for the same grantee returns the first grant.
   *
   * @throws when the grantee was granted other repositories before, when repositories are given for a registry in RBAC mode, or
   * when the grantee already holds the grant of another registry with the same construct path
   */
  grantPull(grantee: IPullGrantee, options?: GrantPullOptions): IPullGrant;

  /**
   * User name and password of the admin account: one account for the whole registry, which may also push and delete. For
   * development only. Both land in the state.
   *
   * @throws where nothing is known of the admin account (`fromRegistryAttributes`), or where it was turned off explicitly
   */
  adminCredentials(): IRegistryCredentials;
}

/** A Microsoft Entra identity that can be allowed to pull: a cluster's kubelet identity, or a service principal. */
export interface IPullGrantee extends IConstruct {
  /** Object id (a GUID) of the identity. Not its client id, and not the control plane's identity of a cluster. */
  readonly pullPrincipalId: string;

  /** Called once for each new grant, so that the grantee can make what depends on it wait. */
  bindPullGrant(grant: IPullGrant): void;
}

/** A role assignment that allows pulling. Usable in `dependsOn`. */
export interface IPullGrant extends ITerraformDependable {
  /** Resource id of the role assignment. */
  readonly roleAssignmentId: string;
}

/** A user name and a password that a registry accepts. */
export interface IRegistryCredentials {
  /** Host name of the registry they are for. */
  readonly loginServer: string;

  readonly username: string;

  readonly password: string;

  /** What must exist before the credentials work, such as a pull grant. */
  readonly requires: ITerraformDependable[];

  /**
   * Present where user name and password are ephemeral: they are sent to the cluster by a write-only argument whenever this
   * number changes, and are in no state and no plan.
   *
   * @default - the values are ordinary ones
   */
  readonly writeOnlyRevision?: number;
}

/** A cluster in Azure: its nodes pull as its kubelet identity. */
export interface IAksCluster extends IPullGrantee {
  /** Object id of the identity the nodes pull as: the kubelet identity, or the service principal of a cluster that runs on one. */
  readonly kubeletObjectId: string;
}

/** A cluster that stands already, so that a Kubernetes provider can be configured from it. */
export interface IExistingAksCluster extends IAksCluster {
  /** URL of the API server. */
  readonly apiServerUrl: string;

  /** Certificate of the API server's authority, PEM in base64. */
  readonly clusterCaCertificate: string;
}

/** A Secret of type `kubernetes.io/dockerconfigjson`, one of the same name in each namespace. Usable in `dependsOn`. */
export interface IImagePullSecret extends IConstruct, ITerraformDependable {
  /** The name a PodSpec gives in `imagePullSecrets`. */
  readonly secretName: string;

  readonly namespaces: string[];

  /** The provider of the cluster. @default - the stack's only Kubernetes provider */
  readonly provider?: TerraformProvider;
}

/** A ServiceAccount that carries pull secrets, one in each of their namespaces. Usable in `dependsOn`. */
export interface IServiceAccount extends IConstruct, ITerraformDependable {
  /** The name a PodSpec gives in `serviceAccountName`. */
  readonly serviceAccountName: string;

  readonly namespaces: string[];

  readonly imagePullSecrets: IImagePullSecret[];

  /** The provider of the cluster. @default - the stack's only Kubernetes provider */
  readonly provider?: TerraformProvider;
}
