import { startAks as startImitatedAks } from "../../../testbed/aks";
import { type FakeAzure, type KubernetesCluster, untilTheEnd } from "./providers";

/** An imitation of Azure, each of whose clusters has the given API server, to which `kubelogin` logs in. */
export function startAks(cluster: KubernetesCluster, switches: NodeJS.ProcessEnv = {}): Promise<FakeAzure> {
  return untilTheEnd(startImitatedAks(cluster, { env: switches }));
}
