import {
  isObject,
  type JsonObject,
  listOf,
  objectOf,
  textOf,
} from "../../../../packages/terraform-stack-tools/src/stack/json";
import { type Answer, NO_CONTENT, ok, refuse } from "../../server/messages";
import type { Resource } from "../../store/contents";
import { isType, key, type Store } from "../../store/store";
import { type Call, longRunning, type ResourceKind, statusOf } from "../call";
import { missing } from "../missing";
import { ADDRESSES, ZONE_GROUPS, ZONES } from "./types";

/** A group of zones, into which Azure writes the records of an endpoint. */
export const zoneGroups: ResourceKind = { type: ZONE_GROUPS, get: getZoneGroup, put: putZoneGroup, delete: removeZoneGroup };

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
