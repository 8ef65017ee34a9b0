import type { TerraformProvider } from "cdktf";
import type {
  IAksCluster,
  PullIdentityConsumer,
  ServiceAccountSubject,
  UserAssignedIdentityAttributes,
} from "../interfaces";

/** An application in the registry's tenant. @experimental */
export interface PullIdentityApplication {
  /** Does not have to be unique. @default - the construct's id when the application is created */
  readonly displayName?: string;

  /** An azuread provider for the registry's tenant. @default - the stack's only azuread provider */
  readonly azureadProvider?: TerraformProvider;
}

/** A cluster of an identity that is used in several. @experimental */
export interface PullIdentityCluster {
  /** As for `PullIdentityProps.cluster`. */
  readonly cluster: IAksCluster;

  /** The provider of the cluster, with an identity binding. @default - the stack's only Kubernetes provider */
  readonly kubernetesProvider?: TerraformProvider;

  /** Name of the identity binding. @default - that of the `PullIdentity` */
  readonly identityBindingName?: string;
}

/** Which service accounts pull with which identity. @experimental */
export interface PullIdentityProps {
  /**
   * The service accounts that may use the identity: 1 to 20, the limit of Microsoft Entra ID for federated credentials of
   * one identity. With an identity binding of AKS any number. Adding one does not affect the others.
   */
  readonly subjects: ServiceAccountSubject[];

  /**
   * The AKS cluster of the service accounts. One from `fromClusterAttributes` needs a `clusterId`, or an `oidcIssuerUrl`
   * without an identity binding. With an identity binding one without API server VNet integration, which AKS Automatic
   * always has, or with `unsupportedReason`.
   *
   * @default - none, with `clusters` or an issuer
   */
  readonly cluster?: IAksCluster;

  /**
   * Further AKS clusters with the same service accounts, such as blue and green, by names of your choice: lowercase
   * letters, digits and `-`. Adding or removing one does not affect the others.
   *
   * @default - none
   */
  readonly clusters?: { [name: string]: PullIdentityCluster };

  /**
   * The `iss` of the service account tokens of a cluster outside Azure, exactly as `kubectl get --raw
   * /.well-known/openid-configuration` prints `issuer`. A public https URL, below which Microsoft Entra ID reads the
   * keys of the cluster.
   *
   * @default - that of the cluster
   */
  readonly issuerUrl?: string;

  /**
   * The issuers of further clusters outside Azure, by names of your choice: lowercase letters, digits and `-`. Each is a
   * credential for each subject. Adding or removing one does not affect the others.
   *
   * @default - none
   */
  readonly issuerUrls?: { [name: string]: string };

  /**
   * What reads the identity. AKS_KUBELET and AKS_WORKLOAD_IDENTITY make an identity binding.
   *
   * @default - PullIdentityConsumer.AKS_KUBELET with a cluster, PullIdentityConsumer.KUBELET with an issuer
   */
  readonly consumer?: PullIdentityConsumer;

  /** Of the identity that is created. Changing it replaces the identity. @default - the construct's id */
  readonly identityName?: string;

  /** Of the identity that is created. Changing it replaces the identity. @default - none is created */
  readonly resourceGroupName?: string;

  /** Azure region of the identity that is created. Changing it replaces the identity. @default - none is created */
  readonly location?: string;

  /** All tags of the identity that is created: others are removed. @default - none, or as they are today */
  readonly tags?: { [key: string]: string };

  /**
   * Resource id of an existing user-assigned identity, such as the `identityId` of a `PullIdentity` in another stack. It
   * is looked up at plan, with `provider`.
   *
   * @default - one is created
   */
  readonly identityId?: string;

  /** Uses this identity, with its `tenantId`, instead of creating one, and reads nothing. @default - one is created */
  readonly existingIdentity?: UserAssignedIdentityAttributes;

  /**
   * Creates an application with a service principal instead of a managed identity: for a registry in a tenant in which
   * nobody may create managed identities. Not for identity bindings.
   *
   * @default - a managed identity
   */
  readonly application?: PullIdentityApplication;

  /**
   * Name of the identity binding: a lowercase letter, then lowercase letters and digits, 63 in all.
   * Changing it replaces the binding.
   *
   * @default - the construct's id
   */
  readonly identityBindingName?: string;

  /**
   * Binds the identity to clusters with API server VNet integration, too, and prints this reason in a warning. AKS supports
   * no identity bindings with it yet (Azure, "Set up identity bindings on Azure Kubernetes Service (AKS)" of 2026-07-27).
   *
   * @default - such clusters are refused
   */
  readonly unsupportedReason?: string;

  /** Beginning of credentials' names. Changing it replaces them. @default - `identityName`, or the construct's id */
  readonly credentialNamePrefix?: string;

  /**
   * The construct path that this had in the last deployment, without the stack, such as `platform/shop`. `moved` blocks
   * keep the identity, its credentials or bindings, and the grants below it. State `identityName`, `identityBindingName`
   * and `credentialNamePrefix` if the former id named them. Can stay in place afterwards.
   *
   * @default - the construct was neither renamed nor moved
   */
  readonly movedFrom?: string;

  /** An azurerm provider for the identity's subscription. @default - the stack's only azurerm provider */
  readonly provider?: TerraformProvider;

  /** The provider of the cluster, with an identity binding. @default - the stack's only Kubernetes provider */
  readonly kubernetesProvider?: TerraformProvider;
}
