import type { IImagePullSecret, IServiceAccount, PullSecretPolicyMode } from "../interfaces";

/** Which pods must name which secret, and what happens to others. @experimental */
export interface PullSecretPolicyProps {
  /** Whether pods without the secret are judged, or get it. */
  readonly mode: PullSecretPolicyMode;

  /** The secret of the pods. Pods that have it from a service account are fine. @default - those of `serviceAccount` */
  readonly imagePullSecret?: IImagePullSecret;

  /** The account of the pods, in place of a secret: its secrets are required or added. @default - none */
  readonly serviceAccount?: IServiceAccount;

  /**
   * Labels of the namespaces whose pods are meant, also of those that are created later. The secret must get into each
   * of them, such as by the `namespaceSelector` of the secret.
   *
   * @default - the namespaces of the secret, by name
   */
  readonly namespaceSelector?: { [label: string]: string };

  /**
   * Name of a label that exempts a namespace, whatever its value. Everybody who may label a namespace may then exempt it.
   *
   * @default - no label exempts a namespace
   */
  readonly exemptNamespaceLabel?: string;

  /**
   * Name of a label that exempts a pod, or a workload whose pod template has it, whatever its value: a way out when
   * somebody cannot wait. Everybody who may create pods may then exempt them. For VALIDATE.
   *
   * @default - no label exempts a pod
   */
  readonly exemptPodLabel?: string;

  /**
   * Beginnings of images that need no secret, such as `contoso.azurecr.io/public/`: a host of the secret, and a path up to
   * a `/`, `:` or `@`. They are compared literally. For VALIDATE.
   *
   * @default - all images of the registries need the secret
   */
  readonly exemptImagePrefixes?: string[];

  /**
   * What happens to a pod without the secret, for VALIDATE: `PullSecretPolicy.WARN` to roll out, then
   * `PullSecretPolicy.DENY`. May be a Terraform variable of type `list(string)`.
   *
   * @default PullSecretPolicy.WARN
   */
  readonly validationActions?: string[];

  /**
   * The same for a Deployment, StatefulSet, DaemonSet, ReplicaSet, Job or CronJob whose pods would lack the secret, by a
   * second policy, `<policyName>-workloads`. Those that a Deployment or a CronJob has made are left alone. Which secrets
   * an account has is not seen there, so a pod template without secrets of its own needs an account of
   * `serviceAccountNames`. For VALIDATE.
   *
   * @default - workloads are not judged, their pods are
   */
  readonly workloadValidationActions?: string[];

  /**
   * Names of service accounts that have the secret, in all of the namespaces: `default` if DefaultServiceAccount or
   * `kubectl patch` has given it to that one. With `workloadValidationActions`.
   *
   * @default - that of `serviceAccount` alone
   */
  readonly serviceAccountNames?: string[];

  /** The cluster's version, such as 1.36 or v1.36.2. Required for MUTATE. @default - not checked, for VALIDATE */
  readonly kubernetesVersion?: string;

  /** Name of policy and binding: an RFC 1123 subdomain. Changing it replaces both. @default - the construct's id */
  readonly policyName?: string;

  /**
   * The construct path that this had in the last deployment, without the stack, such as `platform/demand`. `moved` blocks
   * keep the policy and its binding. State `policyName` if it was the former id. Can stay in place afterwards.
   *
   * @default - the construct was neither renamed nor moved
   */
  readonly movedFrom?: string;
}
