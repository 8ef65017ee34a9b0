import type { JsonObject } from "../../../../packages/terraform-stack-tools/src/stack/json";
import { sourceOf } from "./pulls";

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

interface Container {
  readonly name: string;
  readonly image: string;
  readonly command?: readonly string[];
  readonly args?: readonly string[];
}

type Phase = "Pending" | "Running" | "Succeeded" | "Failed";

function isOver({ status }: Pod): boolean {
  return status.phase === "Succeeded" || status.phase === "Failed";
}

/** What a kubelet does next with a pod. */
type Step = "nothing" | "bind" | "end" | "delete" | "exceed" | "run";

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
  const isLate = limit !== undefined && status.startTime !== undefined && now - Date.parse(status.startTime) > limit * 1000;
  return isLate ? "exceed" : "run";
}

interface Outcome {
  readonly phase: Phase;
  readonly containerStatuses: readonly JsonObject[];
  /** Why the first image was not pulled. */
  readonly message?: string;
}

/**
 * What becomes of a pod whose images were pulled, or not: a failed pull leaves it pending, as in life; a pulled one stays
 * running if it always restarts, and ends otherwise.
 * @param errors of each container's pull @param tries before this one
 */
export function outcomeOf(
  { metadata, spec }: Pod,
  errors: readonly (string | undefined)[],
  { tries, now }: { readonly tries: number; readonly now: string },
): Outcome {
  const { containers, restartPolicy } = spec;
  const message = errors.find((error) => error !== undefined);
  const statusOf = (container: Container, state: JsonObject, isReady = false): JsonObject => ({
    name: container.name,
    image: container.image,
    imageID: "waiting" in state ? "" : `${sourceOf(container.image).name}@sha256:${"0".repeat(64)}`,
    ready: isReady,
    started: isReady,
    restartCount: 0,
    state,
  });
  if (message !== undefined) {
    const containerStatuses = containers.map((container, index) =>
      statusOf(container, { waiting: waiting(container.image, errors[index], tries) }),
    );
    return { phase: "Pending", containerStatuses, message };
  }
  if (restartPolicy === "Always") {
    const running = { running: { startedAt: now } };
    return { phase: "Running", containerStatuses: containers.map((container) => statusOf(container, running, true)) };
  }
  const codes = containers.map((container) => exitCode(container));
  const containerStatuses = containers.map((container, index) => {
    const times = { startedAt: now, finishedAt: now, containerID: `containerd://${metadata.uid}` };
    return statusOf(container, { terminated: { exitCode: codes[index], reason: reasonOf(codes[index]), ...times } });
  });
  return { phase: codes.some((code) => code !== 0) ? "Failed" : "Succeeded", containerStatuses };
}

function waiting(image: string, error: string | undefined, tries: number): JsonObject {
  if (error === undefined) {
    return { reason: "ContainerCreating" };
  }
  return tries % 2 === 1
    ? { reason: "ImagePullBackOff", message: `Back-off pulling image "${image}": ErrImagePull: ${error}` }
    : { reason: "ErrImagePull", message: error };
}

/** A command that ends in `false` or `exit 1` fails. */
function exitCode({ command = [], args = [] }: Container): number {
  const words = [...command, ...args];
  return /(^|[\s/])(false|exit 1)$/.test(words.join(" ")) ? 1 : 0;
}

function reasonOf(code: number): string {
  return code === 0 ? "Completed" : "Error";
}

export function conditionsOf(phase: Phase, now: string): JsonObject[] {
  const reason = phase === "Succeeded" ? "PodCompleted" : "ContainersNotReady";
  const condition = (type: string, isTrue: boolean): JsonObject => ({
    type,
    status: isTrue ? "True" : "False",
    lastTransitionTime: now,
    ...(isTrue ? {} : { reason }),
  });
  const isReady = phase === "Running";
  return [
    condition("PodScheduled", true),
    condition("Initialized", true),
    condition("ContainersReady", isReady),
    condition("Ready", isReady),
  ];
}
