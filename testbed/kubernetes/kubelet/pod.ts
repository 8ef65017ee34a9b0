/** What the played kubelet reads of a pod. */
export interface Pod {
  readonly metadata: {
    readonly name: string;
    readonly namespace: string;
    readonly uid: string;
    readonly deletionTimestamp?: string;
  };
  readonly spec: {
    readonly nodeName?: string;
    readonly schedulingGates?: readonly object[];
    readonly restartPolicy: "Always" | "OnFailure" | "Never";
    readonly activeDeadlineSeconds?: number;
    readonly imagePullSecrets?: readonly { readonly name: string }[];
    readonly containers: readonly Container[];
  };
  readonly status: { readonly phase: Phase; readonly startTime?: string };
}

export interface Container {
  readonly name: string;
  readonly image: string;
  readonly command?: readonly string[];
  readonly args?: readonly string[];
}

export type Phase = "Pending" | "Running" | "Succeeded" | "Failed";

function isOver({ status }: Pod): boolean {
  return status.phase === "Succeeded" || status.phase === "Failed";
}

/** What a kubelet does next with a pod. */
export type Step = "nothing" | "bind" | "end" | "delete" | "exceed" | "run";

/** @param node the name of this one @param now in milliseconds */
export function nextStep(pod: Pod, node: string, now: number): Step {
  const { metadata, spec, status } = pod;
  if (spec.nodeName === undefined) {
    const mayBind = metadata.deletionTimestamp === undefined && (spec.schedulingGates ?? []).length === 0;
    return mayBind ? "bind" : "nothing";
  }
  if (spec.nodeName !== node) {
    return "nothing";
  }
  if (metadata.deletionTimestamp !== undefined) {
    return isOver(pod) ? "delete" : "end";
  }
  if (isOver(pod)) {
    return "nothing";
  }
  const limit = spec.activeDeadlineSeconds;
  const isLate =
    limit !== undefined && status.startTime !== undefined && now - Date.parse(status.startTime) > limit * 1000;
  return isLate ? "exceed" : "run";
}
