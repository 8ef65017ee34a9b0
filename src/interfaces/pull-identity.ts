import type { ITerraformDependable } from "cdktf";
import type { IRegistryGrantee } from "./pull-grant";

/** What reads a pull identity, and so which token Microsoft Entra ID exchanges for it. @experimental */
export enum PullIdentityConsumer {
  /**
   * The nodes of an AKS cluster, by an identity binding (Azure, "Identity bindings for Azure Kubernetes Service (AKS)").
   * Kubernetes 1.34 or later. Nodes read it once `AksServiceAccountImagePull` has prepared the cluster.
   */
  AKS_KUBELET = "AksKubelet",

  /**
   * The nodes of a cluster outside Azure, by the program acr-credential-provider 1.35 or later (Kubernetes, "Configure a
   * kubelet image credential provider"). Kubernetes 1.34 or later. Nodes read it once `AcrCredentialProvider` has
   * prepared the cluster.
   */
  KUBELET = "Kubelet",

  /** The operator External Secrets, for which `AcrAccessToken` renders the generator. */
  EXTERNAL_SECRETS = "ExternalSecrets",

  /**
   * Programs that pull by themselves with Microsoft Entra Workload ID, such as Flux source-controller, the repo server of
   * Argo CD, and Kargo. Their pods also need `podLabels` of the `PullIdentity`.
   */
  WORKLOAD_IDENTITY = "WorkloadIdentity",

  /**
   * The same in AKS by an identity binding in place of federated credentials, for programs that ask for it (Azure,
   * "Identity bindings for Azure Kubernetes Service (AKS)"): those with `EnableAzureProxy` of azidentity, and the Key Vault
   * provider of the Secrets Store CSI driver. Their pods also need `podLabels` and `podAnnotations` of the `PullIdentity`.
   */
  AKS_WORKLOAD_IDENTITY = "AksWorkloadIdentity",
}

/** A service account in one namespace. @experimental */
export interface ServiceAccountSubject {
  /** An RFC 1123 label. No wildcard. */
  readonly namespaceName: string;

  /** Name of the service account, an RFC 1123 subdomain. No wildcard. */
  readonly serviceAccountName: string;
}

/** A Microsoft Entra identity that service accounts pull with, without a password. @experimental */
export interface IPullIdentity extends IRegistryGrantee {
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
