import { setTimeout as sleep } from "node:timers/promises";
import { isObject, listOf } from "../../../../packages/terraform-stack-tools/src/stack/json";
import { KubernetesClient } from "../client";
import { beat, Kubelet } from "./kubelet";
import type { Pod } from "./pods";
import { registriesOf } from "./pulls";

// The process of the played node: its arguments are a kubeconfig and registries as `host=user:password`.
const [kubeconfig, ...registries] = process.argv.slice(2);

const ROUNDS_OF_A_BEAT = 40;

async function main(): Promise<never> {
  const client = new KubernetesClient(kubeconfig);
  const kubelet = new Kubelet(client, registriesOf(registries));
  for (let round = 0; ; round += 1) {
    try {
      if (round % ROUNDS_OF_A_BEAT === 0) {
        await beat(client);
      }
      for (const pod of await podsOf(client)) {
        await kubelet.play(pod);
      }
    } catch (error) {
      console.error(error);
    }
    await sleep(250);
  }
}

async function podsOf(client: KubernetesClient): Promise<readonly Pod[]> {
  const { items } = (await client.send("GET", "/api/v1/pods")).body;
  const pods: readonly unknown[] = listOf(items);
  return pods.filter(isPod);
}

/** The API server has checked the rest. */
function isPod(value: unknown): value is Pod {
  return isObject(value) && isObject(value.metadata) && isObject(value.spec) && isObject(value.status);
}

main();
