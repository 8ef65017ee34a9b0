import {
  isObject,
  type JsonObject,
  listOf,
  objectOf,
  textOf,
} from "../../../../../packages/terraform-stack-tools/src/stack/json";
import { or } from "../../../json";
import { ADDRESSES, LINKS, NETWORKS, ZONE_GROUPS, ZONES } from "../../known";
import { type Answer, NO_CONTENT, ok, refuse } from "../../server/messages";
import { isType, key, type Resource, type Store } from "../../store/store";
import { type Call, longRunning, missing, type ResourceKind, statusOf } from "../call";

/** The virtual network of a subnet. */
export function networkIdOf(subnetId: string): string {
  return subnetId.replace(/\/subnets\/[^/]+$/i, "");
}

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

/** By a link, the machines of a virtual network see the records of a zone. */
export const virtualNetworkLinks: ResourceKind = { type: LINKS, put: putLink, delete: removeLink };

function networkOfLink({ properties }: Resource): string {
  return textOf(objectOf(properties.virtualNetwork).id);
}

function putLink(call: Call): Answer {
  const { azure, path, current, parent, body } = call;
  const { store } = azure;
  const zone = parent?.id ?? "";
  const stated = objectOf(body.properties);
  const networkId = textOf(objectOf(stated.virtualNetwork).id);
  const network = store.get(networkId);
  if (!network || !isType(network, NETWORKS)) {
    refuse(400, "BadRequest", `The virtual network ${networkId} was not found.`);
  }
  checkNamespaces(store, networkId, path.id, parent?.name ?? "");
  const link = store.put({
    id: current?.id ?? `${zone}/virtualNetworkLinks/${path.name}`,
    name: current?.name ?? path.name,
    type: LINKS,
    location: "global",
    tags: body.tags ?? {},
    properties: {
      ...stated,
      registrationEnabled: or(stated.registrationEnabled, false),
      // Zones of Private Link have one by default.
      resolutionPolicy: or(stated.resolutionPolicy, or(current?.properties.resolutionPolicy, "Default")),
      virtualNetworkLinkState: "Completed",
      provisioningState: "Succeeded",
    },
  });
  return longRunning(call, ok(link, statusOf(call)));
}

/** A network may see a name in one zone only, whatever zone that is. */
function checkNamespaces(store: Store, networkId: string, linkId: string, zoneName: string): void {
  const zoneOf = ({ id }: Resource) => store.get(id.split("/").slice(0, -2).join("/"));
  const other = store
    .ofType(LINKS)
    .filter(({ id }) => key(id) !== key(linkId))
    .find((link) => key(networkOfLink(link)) === key(networkId) && key(zoneOf(link)?.name ?? "") === key(zoneName));
  if (other) {
    const zones = `'${zoneName}' and '${zoneOf(other)?.name}'`;
    refuse(
      400,
      "BadRequest",
      `A virtual network cannot be linked to multiple zones with overlapping namespaces. You tried to link virtual network with ${zones} zones.`,
    );
  }
}

function removeLink(call: Call): Answer {
  const { azure, path, current } = call;
  if (!current) {
    return NO_CONTENT;
  }
  azure.store.delete(path.id);
  return longRunning(call, { status: 202 });
}

/** A group of zones, into which Azure writes the records of an endpoint. */
export const zoneGroups: ResourceKind = {
  type: ZONE_GROUPS,
  get: getZoneGroup,
  put: putZoneGroup,
  delete: removeZoneGroup,
};

const TTL = 10;

function getZoneGroup({ current, path }: Call): Answer {
  return current ? ok(current) : missing(path);
}

function putZoneGroup(call: Call): Answer {
  const { azure, path, current, parent, body } = call;
  const { store } = azure;
  const endpoint = parent ?? missing(path);
  const other = groupsOf(store, endpoint).find(({ name }) => key(name) !== key(path.name));
  if (other) {
    refuse(
      400,
      "PrivateDnsZoneGroupLimitExceeded",
      `The private endpoint ${endpoint.name} has the private DNS zone group ${other.name} already; only one is supported.`,
    );
  }
  const configs = listOf(objectOf(body.properties).privateDnsZoneConfigs).filter(isObject);
  for (const config of configs) {
    const id = zoneIdOf(config);
    const zone = store.get(id);
    if (!zone || !isType(zone, ZONES)) {
      refuse(
        400,
        "InvalidPrivateDnsZoneIds",
        `The private DNS zone ${id} of the private DNS zone group ${path.name} was not found.`,
      );
    }
  }
  const id = current?.id ?? `${endpoint.id}/privateDnsZoneGroups/${path.name}`;
  const properties = { privateDnsZoneConfigs: configs, provisioningState: "Succeeded" };
  store.put({ id, name: current?.name ?? path.name, type: ZONE_GROUPS, properties });
  writeRecords(store, endpoint);
  return longRunning(call, ok(store.get(id) ?? {}, statusOf(call)));
}

function removeZoneGroup(call: Call): Answer {
  const { azure, path, current, parent } = call;
  if (!current || !parent) {
    return NO_CONTENT;
  }
  removeRecords(azure.store, parent);
  azure.store.delete(path.id);
  return longRunning(call, { status: 202 });
}

function groupsOf(store: Store, endpoint: Resource): Resource[] {
  return store.below(endpoint.id).filter((one) => isType(one, ZONE_GROUPS));
}

function zoneIdOf(config: JsonObject): string {
  return textOf(objectOf(config.properties).privateDnsZoneId);
}

interface Record {
  readonly name: string;
  readonly fqdn: string;
  readonly addresses: readonly string[];
}

/** The records of an endpoint in a zone such as `privatelink.azurecr.io`. */
function recordsIn(endpoint: Resource, zoneName: string): Record[] {
  const suffix = `.${zoneName.replace(/^privatelink\./, "")}`;
  const hosts = listOf(endpoint.properties.customDnsConfigs).filter(isObject);
  return hosts
    .map(({ fqdn, ipAddresses }) => ({ host: textOf(fqdn), addresses: listOf(ipAddresses).map(textOf) }))
    .filter(({ host }) => host.endsWith(suffix))
    .map(({ host, addresses }) => {
      const name = host.slice(0, -suffix.length);
      return { name, fqdn: `${name}.${zoneName}`, addresses };
    });
}

/** Replaces the records of an endpoint; those of another endpoint with the same name are overwritten. */
export function writeRecords(store: Store, endpoint: Resource): void {
  removeRecords(store, endpoint);
  for (const group of groupsOf(store, endpoint)) {
    const configs = listOf(group.properties.privateDnsZoneConfigs).filter(isObject);
    const privateDnsZoneConfigs = configs.map((config): JsonObject => {
      const zone = store.get(zoneIdOf(config));
      const records = zone ? recordsIn(endpoint, zone.name) : [];
      for (const { name, fqdn, addresses } of records) {
        const aRecords = addresses.map((ipv4Address) => ({ ipv4Address }));
        const metadata = { creator: `created by private endpoint ${endpoint.name} with resource guid ${endpoint.id}` };
        const properties = { ttl: TTL, fqdn: `${fqdn}.`, aRecords, metadata, isAutoRegistered: false };
        store.put({ id: `${zone?.id}/A/${name}`, name, type: ADDRESSES, properties });
      }
      const recordSets = records.map(({ name, fqdn, addresses }) => ({
        recordType: "A",
        recordSetName: name,
        fqdn,
        ttl: TTL,
        ipAddresses: [...addresses],
        provisioningState: "Succeeded",
      }));
      return { ...config, properties: { ...objectOf(config.properties), recordSets } };
    });
    store.put({ ...group, properties: { ...group.properties, privateDnsZoneConfigs } });
  }
}

export function removeRecords(store: Store, endpoint: Resource): void {
  const isIts = ({ properties }: Resource) => textOf(objectOf(properties.metadata).creator).endsWith(` ${endpoint.id}`);
  for (const { id } of store.ofType(ADDRESSES).filter(isIts)) {
    store.delete(id);
  }
}
