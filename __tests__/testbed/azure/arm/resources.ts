import { isObject, objectOf } from "../../../../packages/terraform-stack-tools/src/stack/json";
import { type Answer, type Azure, type AzureRequest, NO_CONTENT, ok, refuse } from "../server/messages";
import { key, type Resource } from "../store/store";
import { type Call, missing, type ResourceKind, type ResourcePath } from "./call";
import { accessProfiles, clusters, maintenanceConfigurations } from "./cluster/clusters";
import { identityBindings } from "./cluster/identity-bindings";
import { agentPools } from "./cluster/pools";
import { privateEndpoints } from "./network/endpoints";
import { subnets, virtualNetworks } from "./network/networks";
import { privateDnsZones, startOfAuthority, virtualNetworkLinks, zoneGroups } from "./network/zones";
import { diagnosticSettings, generic, vaults } from "./other/generic";
import { federatedCredentials, identities } from "./other/identities";
import { cacheRules, credentialSets } from "./registry/cache-rules";
import { registries, replications } from "./registry/registries";
import { scopeMaps, tokens } from "./registry/tokens";
import { groupMissing } from "./resource-groups";

/** A resource of a group, a collection of them, or an action of one. */
export function resource(azure: Azure, request: AzureRequest, path: ResourcePath): Answer {
  const { store } = azure;
  if (!store.get(path.groupId)) {
    return groupMissing(path.group);
  }
  const current = store.get(path.id);
  const parent = path.parentId === undefined ? undefined : store.get(path.parentId);
  const call: Call = { azure, request, path, current, parent, body: stated(request, current) };
  return path.trailing === undefined ? single(call) : collectionOrAction(call, path.trailing);
}

/** A PATCH states the members that it changes, of the object and of its properties. */
function stated({ method, body }: AzureRequest, current?: Resource) {
  return method === "PATCH" && current
    ? { ...current, ...body, properties: { ...current.properties, ...objectOf(body.properties) } }
    : body;
}

function single(call: Call): Answer {
  const { azure, request, path, current, parent } = call;
  const kind = kindOf(path.type);
  switch (request.method) {
    case "GET":
      return kind.get?.(call) ?? (current ? ok(current) : missing(path));
    case "HEAD":
      return { status: current ? 204 : 404 };
    case "DELETE":
      if (kind.delete) {
        return kind.delete(call);
      }
      azure.store.delete(path.id);
      return current ? { status: 200 } : NO_CONTENT;
    case "PATCH":
    case "PUT":
      if (path.parentId !== undefined && !parent) {
        return parentMissing(path);
      }
      if (request.method === "PATCH" && !current && !kind.get) {
        return missing(path);
      }
      return kind.put?.(call) ?? refuse(405, "MethodNotAllowed", `${path.type} is not written.`);
    default:
      return refuse(405, "MethodNotAllowed", request.method);
  }
}

function parentMissing({ type, parentId = "" }: ResourcePath): never {
  const parent = parentId.split("/providers/").slice(-1)[0];
  const what = `because the parent resource '${parent}' could not be found.`;
  return refuse(404, "ParentResourceNotFound", `Failed to perform 'write' on resource(s) of type '${type}', ${what}`);
}

function collectionOrAction(call: Call, trailing: string): Answer {
  const { azure, request, path, current } = call;
  const isTop = path.id.toLowerCase().endsWith(`/providers/${path.namespace.toLowerCase()}`);
  const kind = kindOf(path.type);
  if (request.method === "GET") {
    if (!isTop && !current) {
      return missing(path);
    }
    const type = `${path.type}/${trailing}`;
    const stored = azure.store.below(path.collection).filter((one) => key(one.type) === key(type));
    return ok({ value: [...stored, ...(kindOf(type).listed?.(path.id, call) ?? [])].filter(isObject) });
  }
  const action = kind.actions?.[trailing.toLowerCase()];
  const target = current ?? kind.get?.(call).body;
  if (!action) {
    return refuse(404, "InvalidResourceType", `the imitation of Azure does not serve ${trailing} of ${path.type}`);
  }
  return isResource(target) ? action(call, target) : missing(path);
}

function isResource(value: unknown): value is Resource {
  return isObject(value) && typeof value.id === "string" && isObject(value.properties);
}

const KINDS: readonly ResourceKind[] = [
  accessProfiles,
  agentPools,
  cacheRules,
  clusters,
  credentialSets,
  diagnosticSettings,
  federatedCredentials,
  identities,
  identityBindings,
  maintenanceConfigurations,
  privateDnsZones,
  privateEndpoints,
  registries,
  replications,
  scopeMaps,
  startOfAuthority,
  subnets,
  tokens,
  vaults,
  virtualNetworkLinks,
  virtualNetworks,
  zoneGroups,
];

const BY_TYPE = new Map(KINDS.map((kind) => [kind.type.toLowerCase(), kind]));

/** A type that is not known is stored and answered as it was sent. */
function kindOf(type: string): ResourceKind {
  return BY_TYPE.get(type.toLowerCase()) ?? generic;
}
