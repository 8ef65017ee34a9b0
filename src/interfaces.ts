import type { ITerraformDependable, TerraformProvider } from "cdktf";
import type { IConstruct } from "constructs";

/** A registry that holds the images. */
export interface IContainerRegistry extends IConstruct {
  /** Resource id of the registry, the scope of its role assignments. */
  readonly registryId: string;

  /** Host name to pull from, such as `contoso.azurecr.io`. Never derived from the registry's name. */
  readonly loginServer: string;

  /**
   * Lets a Microsoft Entra identity pull from this registry. Asking again for the same grantee returns the first grant.
   *
   * @throws when the grantee already holds the grant of another registry with the same construct path
   */
  grantPull(grantee: IPullGrantee): IPullGrant;

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
