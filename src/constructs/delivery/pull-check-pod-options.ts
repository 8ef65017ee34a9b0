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
   * Labels of the Job and its pods. Changing them does not run the check again: the Job gets them at once, its pods when
   * the check runs the next time, since the pods of a Job are immutable (Kubernetes, "Jobs").
   *
   * @default - none
   */
  readonly labels?: { [name: string]: string };

  /**
   * Annotations of the Job and its pods, such as the one that keeps a sidecar out: with a sidecar the Job never
   * completes. Changing them has the same effect as changing labels.
   *
   * @default - none
   */
  readonly annotations?: { [name: string]: string };

  /**
   * What the container requests and is limited to. Changing it does not run the check again.
   *
   * @default - 100m CPU and 64Mi memory
   */
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
