import type { IRegistryGrantee } from "./pull-grant";

/** A cluster in Azure, whose nodes pull with its kubelet identity, and whose service accounts may have their own. */
export interface IAksCluster extends IRegistryGrantee {
  /** Object id (a GUID) of what the nodes pull with: the kubelet identity, or the cluster's service principal. */
  readonly kubeletObjectId: string;

  /** Resource id of the cluster. Says what to pass where it is unknown. */
  readonly clusterId: string;

  /** URL of the cluster's OIDC issuer, the `iss` of its service account tokens. Says what to pass where it is unknown. */
  readonly oidcIssuerUrl: string;
}

/** A cluster that already exists, so that a Kubernetes provider can be configured from it. */
export interface IExistingAksCluster extends IAksCluster {
  /** URL of the API server. */
  readonly apiServerUrl: string;

  /** Certificate of the authority that signed the API server's certificate, PEM in base64. */
  readonly clusterCaCertificate: string;
}

/** An existing user-assigned identity, as `az identity show` prints it. */
export interface UserAssignedIdentityAttributes {
  /** Resource id: `id`. */
  readonly identityId: string;

  /** Client id, a GUID: `clientId`. */
  readonly clientId: string;

  /** Object id, a GUID: `principalId`. */
  readonly principalId: string;

  /** Id of its Microsoft Entra tenant, a GUID: `tenantId`. Required by `PullIdentity` only. @default - unknown */
  readonly tenantId?: string;
}
