import type * as jobBinding from "@cdktf/provider-kubernetes/lib/job-v1";
import type { Rules } from "../private/rules";
import { RULES } from "../private/text-rules";
import { checkLabels } from "./private/labels";

/** What the container of a check requests. It may use no more, since a LimitRange can limit the ratio of both. */
export interface PullCheckResources {
  /** A Kubernetes quantity of CPU. @default 100m */
  readonly cpu?: string;

  /** A Kubernetes quantity of memory. @default 64Mi */
  readonly memory?: string;
}

/** A taint that nodes may have, whatever its effect: Kubernetes, "Taints and Tolerations". */
export interface PullCheckToleration {
  /** The key of the taint. */
  readonly key: string;

  /** The value of the taint. @default - any value */
  readonly value?: string;
}

/** What the admission policies of a cluster, its sidecars and its node pools require of the pods of a check. */
export interface PullCheckPodOptions {
  /**
   * Labels of the Job and its pods. Changing or removing them runs the check again, since a Job cannot change its pod
   * template (Kubernetes, "Jobs"). Others that somebody adds to the Job stay.
   *
   * @default - none
   */
  readonly labels?: { [name: string]: string };

  /**
   * Annotations of the Job and its pods, such as the one that keeps a sidecar out: with a sidecar the Job never
   * completes. Changing or removing them runs the check again, too.
   *
   * @default - none
   */
  readonly annotations?: { [name: string]: string };

  /** What the container requests and may use. A change runs no check. @default - 100m CPU and 64Mi memory */
  readonly resources?: PullCheckResources;

  /**
   * Labels of the nodes that the check may run on. They replace the default. Changing them runs the check again.
   *
   * @default - nodes that run Linux: `kubernetes.io/os: linux`
   */
  readonly nodeSelector?: { [label: string]: string };

  /** Taints of the nodes that the check may run on. Changing them runs the check again. @default - none */
  readonly tolerations?: PullCheckToleration[];
}

/** The arguments of the pods of a check, after checking what Kubernetes would reject during the apply. */
export interface PodArguments extends Pick<jobBinding.JobV1SpecTemplateSpec, "nodeSelector" | "toleration"> {
  readonly metadata: Pick<PullCheckPodOptions, "labels" | "annotations">;
  readonly resources: jobBinding.JobV1SpecTemplateSpecContainerResources;
}

export function podArguments(rules: Rules, options: PullCheckPodOptions): PodArguments {
  const { labels, annotations, nodeSelector, tolerations } = options;
  checkLabels(rules, "labels", labels, RULES.labelValue);
  checkLabels(rules, "annotations", annotations);
  checkLabels(rules, "nodeSelector", nodeSelector, RULES.labelValue);
  return {
    // The block is required, and cdktf drops one of which nothing is defined.
    metadata: labels || annotations ? { labels, annotations } : {},
    nodeSelector: nodeSelector ?? { "kubernetes.io/os": "linux" },
    toleration: tolerations?.map((toleration) => tolerationArguments(rules, toleration)),
    resources: resourceArguments(rules, options.resources),
  };
}

function resourceArguments(
  rules: Rules,
  { cpu = "100m", memory = "64Mi" }: PullCheckResources = {},
): jobBinding.JobV1SpecTemplateSpecContainerResources {
  rules.text("resources.cpu", cpu, RULES.quantity);
  rules.text("resources.memory", memory, RULES.quantity);
  return { limits: { cpu, memory }, requests: { cpu, memory } };
}

function tolerationArguments(rules: Rules, { key, value }: PullCheckToleration) {
  rules.text("tolerations.key", key, RULES.labelKey);
  if (value === undefined) {
    return { key, operator: "Exists" };
  }
  rules.text("tolerations.value", value, RULES.labelValue);
  return { key, operator: "Equal", value };
}
