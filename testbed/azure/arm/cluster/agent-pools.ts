import { isObject, type JsonObject, listOf, objectOf } from "../../../../packages/terraform-stack-tools/src/stack/json";
import { type Answer, NO_CONTENT, ok, refuse } from "../../server/messages";
import type { Resource } from "../../store/contents";
import { type Call, longRunning, type ResourceKind } from "../call";
import { missing } from "../missing";
import { nodePool, surroundingsOf } from "./node-pools";

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
    parent ??
    refuse(404, "ParentResourceNotFound", `${what}, because the parent resource '${path.parentId}' could not be found.`)
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
  const pool = nodePool(stated, surroundingsOf(cluster.properties), azure.switches);
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
