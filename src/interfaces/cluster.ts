import type { IConstruct } from "constructs";
import type { IRegistryGrantee } from "./pull-grant";

/** A cluster in Azure, whose nodes pull with its kubelet identity. */
export interface IAksCluster extends IRegistryGrantee {
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

/** A cluster in Azure that pulls with its kubelet identity, and whose service accounts may have their own. */
export interface IOidcIssuerAksCluster extends IAksCluster, IOidcIssuerCluster {}

/** A cluster that already exists, so that a Kubernetes provider can be configured from it. */
export interface IExistingAksCluster extends IAksCluster {
  /** URL of the API server. */
  readonly apiServerUrl: string;

  /** Certificate of the authority that signed the API server's certificate, PEM in base64. */
  readonly clusterCaCertificate: string;
}

/** An existing cluster of which the issuer is known too. */
export interface IExistingOidcIssuerCluster extends IExistingAksCluster, IOidcIssuerCluster {}
