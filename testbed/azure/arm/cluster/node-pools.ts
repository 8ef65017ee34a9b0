import { type Json, type JsonObject, objectOf } from "../../../../packages/terraform-stack-tools/src/stack/json";
import type { Switches } from "../../server/switches";

/** What a pool takes over from its cluster. */
export interface PoolSurroundings {
  readonly kubernetesVersion: Json;
  readonly networkProfile: JsonObject;
}

/** A node pool with the defaults of AKS. */
export function nodePool(
  stated: JsonObject,
  { kubernetesVersion, networkProfile }: PoolSurroundings,
  switches: Switches,
): JsonObject {
  const { maxSurge } = switches;
  const given = Object.entries(stated).filter(([, value]) => value !== null && value !== "");
  const pool: JsonObject = {
    count: 1,
    vmSize: "Standard_D2s_v5",
    osDiskSizeGB: 128,
    osDiskType: "Managed",
    kubeletDiskType: "OS",
    maxPods: maxPods(networkProfile),
    type: "VirtualMachineScaleSets",
    mode: "User",
    osType: "Linux",
    osSKU: "Ubuntu",
    enableAutoScaling: false,
    scaleDownMode: "Delete",
    enableNodePublicIP: false,
    enableEncryptionAtHost: false,
    enableUltraSSD: false,
    enableFIPS: false,
    orchestratorVersion: kubernetesVersion,
    ...(maxSurge === "" ? {} : { upgradeSettings: { maxSurge } }),
    ...Object.fromEntries(given),
  };
  return {
    ...pool,
    currentOrchestratorVersion: pool.orchestratorVersion,
    nodeImageVersion: "AKSUbuntu-2204gen2containerd-202510.03.0",
    provisioningState: "Succeeded",
    powerState: { code: "Running" },
  };
}

/** Pods of Azure CNI without an overlay have addresses of the network. */
function maxPods({ networkPlugin, networkPluginMode }: JsonObject): number {
  if (networkPlugin !== "azure") {
    return 110;
  }
  return networkPluginMode === "overlay" ? 250 : 30;
}

/** The surroundings that a stored cluster gives its pools. */
export function surroundingsOf({ kubernetesVersion, networkProfile }: JsonObject): PoolSurroundings {
  return { kubernetesVersion, networkProfile: objectOf(networkProfile) };
}
