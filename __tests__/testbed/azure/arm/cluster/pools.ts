import {
  isObject,
  type Json,
  type JsonObject,
  listOf,
  objectOf,
} from "../../../../../packages/terraform-stack-tools/src/stack/json";
import { type Answer, NO_CONTENT, ok, refuse } from "../../server/messages";
import type { Resource } from "../../store/store";
import { type Call, longRunning, missing, type ResourceKind } from "../call";

const TYPE = "Microsoft.ContainerService/managedClusters/agentPools";

/** Node pools, which AKS keeps in their cluster. */
export const agentPools: ResourceKind = { type: TYPE, get, put, delete: remove, listed };

function poolsOf({ properties }: Resource): JsonObject[] {
  return listOf(properties.agentPoolProfiles).filter(isObject);
}

function view(cluster: Resource, pool: JsonObject): Resource {
  const name = String(pool.name);
  return { id: `${cluster.id}/agentPools/${name}`, name, type: TYPE, properties: pool };
}

function clusterOf({ path, parent, request }: Call): Resource {
  const what = `Failed to perform '${request.method.toLowerCase()}' on resource(s) of type '${TYPE}'`;
  return (
    parent ?? refuse(404, "ParentResourceNotFound", `${what}, because the parent resource '${path.parentId}' could not be found.`)
  );
}

function get(call: Call): Answer {
  const cluster = clusterOf(call);
  const pool = poolsOf(cluster).find(({ name }) => name === call.path.name);
  return pool ? ok(view(cluster, pool)) : missing(call.path);
}

function listed(_: string, { current }: Call): Resource[] {
  return current ? poolsOf(current).map((pool) => view(current, pool)) : [];
}

function put(call: Call): Answer {
  const { azure, path, request } = call;
  const cluster = clusterOf(call);
  const pools = poolsOf(cluster);
  const there = pools.find(({ name }) => name === path.name);
  const kept = request.method === "PATCH" ? there : undefined;
  const stated = { ...kept, ...objectOf(request.body.properties), name: path.name };
  const pool = nodePool(stated, surroundingsOf(cluster.properties));
  const next = there ? pools.map((one) => (one === there ? pool : one)) : [...pools, pool];
  azure.store.put({ ...cluster, properties: { ...cluster.properties, agentPoolProfiles: next } });
  return longRunning(call, ok(view(cluster, pool), there ? 200 : 201));
}

function remove(call: Call): Answer {
  const { azure, path } = call;
  const cluster = clusterOf(call);
  const pools = poolsOf(cluster);
  const next = pools.filter(({ name }) => name !== path.name);
  if (next.length === pools.length) {
    return NO_CONTENT;
  }
  azure.store.put({ ...cluster, properties: { ...cluster.properties, agentPoolProfiles: next } });
  return { status: 202 };
}

/** What a pool takes over from its cluster. */
interface PoolSurroundings {
  readonly kubernetesVersion: Json;
  readonly networkProfile: JsonObject;
}

/** A node pool with the defaults of AKS. */
export function nodePool(stated: JsonObject, { kubernetesVersion, networkProfile }: PoolSurroundings): JsonObject {
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
    upgradeSettings: { maxSurge: "10%" },
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
function surroundingsOf({ kubernetesVersion, networkProfile }: JsonObject): PoolSurroundings {
  return { kubernetesVersion, networkProfile: objectOf(networkProfile) };
}
