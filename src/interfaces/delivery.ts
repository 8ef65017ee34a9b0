import type { ITerraformDependable, TerraformProvider } from "cdktf";
import type { IConstruct } from "constructs";
import type { IPullIdentity } from "./pull-identity";

/** A Secret of type `kubernetes.io/dockerconfigjson`, one of the same name in each namespace. */
export interface IImagePullSecret extends IConstruct {
  /** The name for `imagePullSecrets` of a PodSpec. */
  readonly secretName: string;

  /** The namespaces that have it. */
  readonly namespaces: string[];

  /**
   * Host names that it has credentials for, such as `contoso.azurecr.io`: the login servers of the registries and
   * their additional ones.
   *
   * @default - unknown, so that a `PullCheck` does not compare them with the host of its image
   */
  readonly loginServers?: string[];

  /** What must exist before a pod pulls with it. For the `dependsOn` of a pod. */
  readonly requires: ITerraformDependable[];

  /** The provider of the cluster. @default - the stack's only Kubernetes provider */
  readonly provider?: TerraformProvider;
}

/** What a policy does about pods that use a registry and do not name the secret for it. @experimental */
export enum PullSecretPolicyMode {
  /** A ValidatingAdmissionPolicy warns about them or rejects them. Kubernetes 1.30 or later. */
  VALIDATE = "VALIDATE",

  /**
   * A MutatingAdmissionPolicy adds the secret to them. Kubernetes 1.36 or later. Not tried on AKS Automatic, which with managed
   * system node pools allows only some mutating policies (AKS, "Azure Kubernetes Service Changelog" of 2026-07-24).
   */
  MUTATE = "MUTATE",
}

/** A ServiceAccount that can pull, one in each of its namespaces. */
export interface IServiceAccount extends IConstruct {
  /** The name for `serviceAccountName` of a PodSpec. */
  readonly serviceAccountName: string;

  /** The namespaces that have it. */
  readonly namespaces: string[];

  /** Empty if it pulls with an identity of its own. */
  readonly imagePullSecrets: IImagePullSecret[];

  /** The identity that pods pull with. @default - none @experimental */
  readonly pullIdentity?: IPullIdentity;

  /** What must exist before a pod of the account pulls. For the `dependsOn` of a pod. */
  readonly requires: ITerraformDependable[];

  /** The provider of the cluster. @default - the stack's only Kubernetes provider */
  readonly provider?: TerraformProvider;
}
