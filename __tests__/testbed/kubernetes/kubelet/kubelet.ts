import type { JsonObject } from "../../../../packages/terraform-stack-tools/src/stack/json";
import type { KubernetesClient } from "../client";
import { conditionsOf, nextStep, outcomeOf, type Pod } from "./pods";
import { credentialsIn, pullError, type Registries, sourceOf } from "./pulls";

const NODE = "played";
const MERGE = "application/merge-patch+json";

const EXCEEDED = {
  reason: "DeadlineExceeded",
  message: "Pod was active on the node longer than the specified deadline",
};

/** A kubelet waits 10 s to 5 min between two pulls; nobody here has that time. */
const LONGEST_WAIT = 5000;

/** Kubernetes writes times without fractions of a second. */
function now(): string {
  return new Date().toISOString().replace(/\.\d+Z/, "Z");
}

/** Plays the scheduler and the kubelet of one node. */
export class Kubelet {
  private readonly tried = new Map<string, { readonly tries: number; readonly next: number }>();

  constructor(
    private readonly client: KubernetesClient,
    private readonly registries: Registries,
  ) {}

  public async play(pod: Pod): Promise<void> {
    const { name, namespace } = pod.metadata;
    const path = `/api/v1/namespaces/${namespace}/pods/${name}`;
    switch (nextStep(pod, NODE, Date.now())) {
      case "bind": {
        const target = { apiVersion: "v1", kind: "Node", name: NODE };
        await this.client.send("POST", `${path}/binding`, {
          apiVersion: "v1",
          kind: "Binding",
          metadata: { name },
          target,
        });
        return;
      }
      case "exceed":
        return this.status(path, { phase: "Failed", ...EXCEEDED, conditions: conditionsOf("Failed", now()) });
      case "end":
        await this.status(path, { phase: "Failed", conditions: conditionsOf("Failed", now()) });
        await this.client.send("DELETE", `${path}?gracePeriodSeconds=0`);
        return;
      case "delete":
        await this.client.send("DELETE", `${path}?gracePeriodSeconds=0`);
        return;
      case "run":
        return this.run(pod, path);
      default:
        return;
    }
  }

  private async run(pod: Pod, path: string): Promise<void> {
    const { uid } = pod.metadata;
    const before = this.tried.get(uid);
    if (before && (pod.status.phase === "Running" || Date.now() < before.next)) {
      return;
    }
    const errors: (string | undefined)[] = [];
    for (const { image } of pod.spec.containers) {
      errors.push(await this.pull(pod, image));
    }
    const tries = before?.tries ?? 0;
    const { phase, containerStatuses, message } = outcomeOf(pod, errors, { tries, now: now() });
    this.tried.set(uid, { tries: tries + 1, next: Date.now() + Math.min(1000 * (tries + 1), LONGEST_WAIT) });
    const startTime = pod.status.startTime ?? now();
    const conditions = conditionsOf(phase, now());
    await this.status(path, { phase, startTime, hostIP: "127.0.0.1", conditions, containerStatuses });
    if (message !== undefined && tries === 0) {
      await this.report(pod, message);
    }
  }

  /** With the credentials of the pod's own pull secrets, as a kubelet without a credential provider does. */
  private async pull(pod: Pod, image: string): Promise<string | undefined> {
    const source = sourceOf(image);
    const offered: string[] = [];
    for (const { name } of pod.spec.imagePullSecrets ?? []) {
      const { code, body } = await this.client.send("GET", `/api/v1/namespaces/${pod.metadata.namespace}/secrets/${name}`);
      offered.push(...(code === 200 ? credentialsIn(body, source) : []));
    }
    return pullError(this.registries, { image, source, offered });
  }

  private async status(path: string, status: JsonObject): Promise<void> {
    await this.client.send("PATCH", `${path}/status`, { status }, MERGE);
  }

  private async report({ metadata }: Pod, message: string): Promise<void> {
    const { name, namespace, uid } = metadata;
    await this.client.send("POST", `/api/v1/namespaces/${namespace}/events`, {
      apiVersion: "v1",
      kind: "Event",
      metadata: { generateName: `${name}.`, namespace },
      type: "Warning",
      reason: "Failed",
      message: `Failed to pull image: ${message}`,
      source: { component: "kubelet", host: NODE },
      involvedObject: { apiVersion: "v1", kind: "Pod", name, namespace, uid },
      firstTimestamp: now(),
      lastTimestamp: now(),
      count: 1,
    });
  }
}

const PRESSURES = ["MemoryPressure", "DiskPressure", "PIDPressure"];
const CAPACITY = { cpu: "4", memory: "8Gi", pods: "110", "ephemeral-storage": "20Gi" };

/** Tells the API server that the played node is ready, and creates it the first time. */
export async function beat(client: KubernetesClient): Promise<void> {
  if ((await client.send("GET", `/api/v1/nodes/${NODE}`)).code === 404) {
    const labels = { "kubernetes.io/hostname": NODE, "kubernetes.io/os": "linux", "kubernetes.io/arch": "amd64" };
    await client.send("POST", "/api/v1/nodes", { apiVersion: "v1", kind: "Node", metadata: { name: NODE, labels } });
  }
  const times = { lastHeartbeatTime: now(), lastTransitionTime: now() };
  const condition = (type: string, status: string) => ({ type, status, reason: "Played", message: "played", ...times });
  const conditions = [condition("Ready", "True"), ...PRESSURES.map((type) => condition(type, "False"))];
  const nodeInfo = { kubeletVersion: "v0.0.0-played" };
  const status = { capacity: CAPACITY, allocatable: CAPACITY, conditions, nodeInfo };
  await client.send("PATCH", `/api/v1/nodes/${NODE}/status`, { status }, MERGE);
}
