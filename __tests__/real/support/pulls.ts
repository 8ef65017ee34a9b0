import { setTimeout as sleep } from "node:timers/promises";
import type { JsonObject } from "../../../packages/terraform-stack-tools/src/stack/json";
import type { KubernetesCluster } from "./providers";

/** `pulled`, or why a pod could not. */
export async function pull(cluster: KubernetesCluster, spec: JsonObject, namespace = "apps"): Promise<string> {
  const pods = `/api/v1/namespaces/${namespace}/pods`;
  const { code, body } = await cluster.api("POST", pods, {
    metadata: { generateName: "puller-" },
    spec: { restartPolicy: "Never", containers: [{ name: "app", image: "contoso.azurecr.io/team/app:1" }], ...spec },
  });
  if (code !== 201) {
    return String(body.message);
  }
  const path = `${pods}/${Object(body.metadata).name}`;
  try {
    return await outcome(cluster, path);
  } finally {
    await cluster.api("DELETE", path);
  }
}

async function outcome(cluster: KubernetesCluster, path: string): Promise<string> {
  for (;;) {
    const { status } = (await cluster.api("GET", path)).body;
    const { phase, containerStatuses } = Object(status);
    const message = containerStatuses?.[0]?.state.waiting?.message;
    if (phase === "Succeeded" || message !== undefined) {
      return message ?? "pulled";
    }
    await sleep(50);
  }
}
