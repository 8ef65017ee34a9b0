import type { KubernetesClient } from "../client";
import { MERGE, NODE, now } from "./kubelet";

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
