import type { TerraformProvider } from "cdktf";
import type { IContainerRegistry } from "../interfaces";

/** Which images are allowed, where, and what happens to others. @experimental */
export interface ImagePolicyProps {
  /**
   * Registries with or without the first parts of a repository, such as `contoso.azurecr.io`, `contoso.azurecr.io/team-a`,
   * `registry.k8s.io` or `docker.io/library`. They are compared literally, part by part: `team-a` does not allow `team-ab`.
   *
   * @default - those of `registries` alone
   */
  readonly allowedImages?: string[];

  /** Registries that the cluster pulls from, all of whose images are allowed. @default - those of `allowedImages` alone */
  readonly registries?: IContainerRegistry[];

  /** Whether a digest, `@sha256:…`, must follow each image, with or without a tag. Known at synth. @default false */
  readonly digestRequired?: boolean;

  /**
   * The tags that images without a digest may have, as a regular expression of the whole tag, such as
   * `v[0-9]+[.][0-9]+`. An image without a tag has none of them. Not with `digestRequired`.
   *
   * @default - any tag, or none
   */
  readonly allowedTagPattern?: string;

  /**
   * Repositories and single images that run whatever else the policy says, such as `docker.io/library/busybox:1.37`. A
   * repository is compared as in `allowedImages`, an image with a tag or a digest as a whole.
   *
   * @default - none
   */
  readonly exemptImages?: string[];

  /**
   * Name of a label that exempts a namespace, whatever its value. Everybody who may label a namespace may then exempt it.
   *
   * @default - no label exempts a namespace
   */
  readonly exemptNamespaceLabel?: string;

  /**
   * Labels of the namespaces whose pods are meant, also of those that are created later.
   *
   * @default - all namespaces but those of Kubernetes and of AKS add-ons
   */
  readonly namespaceSelector?: { [label: string]: string };

  /**
   * What happens to a pod with another image: `PullSecretPolicy.WARN` to roll out, then `PullSecretPolicy.DENY`. May be a
   * Terraform variable of type `list(string)`.
   *
   * @default PullSecretPolicy.WARN
   */
  readonly validationActions?: string[];

  /**
   * The same for a Deployment, StatefulSet, DaemonSet, ReplicaSet, Job or CronJob whose pods would have another image, by
   * a second policy, `<policyName>-workloads`. Those that name a Deployment or a CronJob as their controller are left alone.
   *
   * @default - workloads are not judged, their pods are
   */
  readonly workloadValidationActions?: string[];

  /**
   * The name of the policy and its binding, unique in the cluster: an RFC 1123 subdomain. Changing it replaces both.
   *
   * @default - the construct's id
   */
  readonly policyName?: string;

  /** The provider of the cluster. @default - the stack's only Kubernetes provider */
  readonly provider?: TerraformProvider;

  /**
   * The construct path that this had in the last deployment, without the stack, such as `platform/approved`. `moved` blocks
   * keep the policy and its binding. State `policyName` if it was the former id. Can stay in place afterwards.
   *
   * @default - the construct was neither renamed nor moved
   */
  readonly movedFrom?: string;
}
