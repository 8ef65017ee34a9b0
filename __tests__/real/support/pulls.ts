import { setTimeout as sleep } from "node:timers/promises";
import type { JsonObject } from "../../../packages/terraform-stack-tools/src/stack/json";
import type { Run } from "../../support/terraform";
import type { KubernetesCluster, RealWorkspace } from "./providers";

const PODS = "/api/v1/namespaces/apps/pods";

export interface Pulls {
  readonly run: Run;
  /** Pods that pulled. */
  readonly pulled: number;
  /** What kept the others from it. */
  readonly refused: readonly string[];
}

/** Runs Terraform, and in the meantime one pod after the other, each of which pulls the image. */
export async function whilePulling(
  cluster: KubernetesCluster,
  workspace: RealWorkspace,
  spec: JsonObject,
  ...args: string[]
): Promise<Pulls> {
  const results = [await pull(cluster, spec)];
  let isRunning = true;
  const running = workspace.runMeanwhile(...args).finally(() => {
    isRunning = false;
  });
  while (isRunning) {
    results.push(await pull(cluster, spec));
  }
  const run = await running;
  // What Terraform leaves behind has to work, too.
  results.push(await pull(cluster, spec));
  const refused = results.filter((result) => result !== "pulled");
  return { run, pulled: results.length - refused.length, refused };
}

/** `pulled`, or why a pod could not. */
export async function pull(cluster: KubernetesCluster, spec: JsonObject): Promise<string> {
  const { code, body } = await cluster.api("POST", PODS, {
    metadata: { generateName: "puller-" },
    spec: { restartPolicy: "Never", containers: [{ name: "app", image: "contoso.azurecr.io/team/app:1" }], ...spec },
  });
  if (code !== 201) {
    return String(body.message);
  }
  const path = `${PODS}/${Object(body.metadata).name}`;
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
