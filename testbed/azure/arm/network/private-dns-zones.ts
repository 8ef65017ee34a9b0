import { type JsonObject, objectOf } from "../../../../packages/terraform-stack-tools/src/stack/json";
import { type Answer, NO_CONTENT, ok, refuse } from "../../server/messages";
import type { Resource } from "../../store/contents";
import { isType, type Store } from "../../store/store";
import { type Call, longRunning, type ResourceKind, statusOf } from "../call";
import { missing } from "../missing";
import { ADDRESSES, LINKS, ZONES } from "./types";

export const privateDnsZones: ResourceKind = { type: ZONES, get, put, delete: remove };

/** The start of authority, which every zone has. azurerm writes back what it has read whenever it changes a zone. */
export const startOfAuthority: ResourceKind = {
  type: `${ZONES}/SOA`,
  get: ({ path, parent, current }) => (parent ? ok(current ?? soaOf(parent)) : missing(path)),
  put: ({ azure, path, parent, body }) => {
    const usual = soaOf(parent ?? missing(path));
    const { soaRecord, ...stated } = objectOf(body.properties);
    const record = { ...objectOf(usual.properties.soaRecord), ...objectOf(soaRecord) };
    return ok(azure.store.put({ ...usual, properties: { ...usual.properties, ...stated, soaRecord: record } }));
  },
};

function soaOf(zone: Resource): Resource {
  const soaRecord: JsonObject = {
    host: "azureprivatedns.net",
    email: "azureprivatedns-host.microsoft.com",
    serialNumber: 1,
    refreshTime: 3600,
    retryTime: 300,
    expireTime: 2419200,
    minimumTtl: 10,
  };
  const properties = { ttl: 3600, fqdn: `${zone.name}.`, isAutoRegistered: false, soaRecord };
  return { id: `${zone.id}/SOA/@`, name: "@", type: `${ZONES}/SOA`, properties };
}

function shown(store: Store, zone: Resource): Resource {
  const within = store.below(zone.id);
  return {
    ...zone,
    properties: {
      ...zone.properties,
      numberOfRecordSets: 1 + within.filter((one) => isType(one, ADDRESSES)).length,
      numberOfVirtualNetworkLinks: within.filter((one) => isType(one, LINKS)).length,
    },
  };
}

function get({ azure, current, path }: Call): Answer {
  return current ? ok(shown(azure.store, current)) : missing(path);
}

function put(call: Call): Answer {
  const { azure, path, current, body } = call;
  const limits = {
    maxNumberOfRecordSets: 25000,
    maxNumberOfVirtualNetworkLinks: 1000,
    maxNumberOfVirtualNetworkLinksWithRegistration: 100,
    numberOfVirtualNetworkLinksWithRegistration: 0,
  };
  const zone = azure.store.put({
    id: current?.id ?? path.canonical(azure.store.get(path.groupId)?.name ?? path.group),
    name: current?.name ?? path.name,
    type: ZONES,
    location: "global",
    tags: body.tags ?? {},
    properties: { ...objectOf(body.properties), ...limits, provisioningState: "Succeeded" },
  });
  return longRunning(call, ok(shown(azure.store, zone), statusOf(call)));
}

function remove(call: Call): Answer {
  const { azure, path, current } = call;
  if (!current) {
    return NO_CONTENT;
  }
  if (azure.store.below(path.id).some((one) => isType(one, LINKS))) {
    refuse(409, "CannotDeleteResource", "Can not delete resource before nested resources are deleted.");
  }
  azure.store.delete(path.id);
  return longRunning(call, { status: 202 });
}
