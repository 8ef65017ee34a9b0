import { randomUUID } from "node:crypto";
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
import { REGISTRIES } from "../registry/names";
import { freeAddress } from "./addresses";
import { connectionIdOf, disconnect, targetOf } from "./connections";
import { membersOf } from "./members";
import { ENDPOINTS, INTERFACES, networkIdOf, ZONE_GROUPS } from "./types";
import { removeRecords, writeRecords } from "./zone-groups";

export const privateEndpoints: ResourceKind = { type: ENDPOINTS, get, put, delete: remove };

function get({ azure, path, current }: Call): Answer {
  return current ? ok(shown(azure.store, current)) : missing(path);
}

/** A zone group takes over the addresses. */
function shown(store: Store, endpoint: Resource): Resource {
  const hasGroup = store.below(endpoint.id).some((one) => isType(one, ZONE_GROUPS));
  return hasGroup ? { ...endpoint, properties: { ...endpoint.properties, customDnsConfigs: [] } } : endpoint;
}

function put(call: Call): Answer {
  const { azure, path, current, body } = call;
  const { store } = azure;
  const stated = objectOf(body.properties);
  const subnet = subnetOf(store, stated, textOf(body.location));
  const manual = listOf(stated.manualPrivateLinkServiceConnections).filter(isObject);
  const [connection] = [...listOf(stated.privateLinkServiceConnections).filter(isObject), ...manual];
  const target = targetOf(store, connection ?? {});
  const id = current?.id ?? path.canonical(store.get(path.groupId)?.name ?? path.group);
  const state = manual.length > 0 ? "Pending" : "Approved";
  const nicId =
    textOf(objectOf(listOf(current?.properties.networkInterfaces)[0]).id) ||
    `${id.replace(/\/privateEndpoints\/[^/]+$/i, "")}/networkInterfaces/${path.name}.nic.${randomUUID()}`;
  const answered: JsonObject = {
    ...connection,
    id: `${id}/privateLinkServiceConnections/${textOf(connection?.name)}`,
    properties: {
      ...objectOf(connection?.properties),
      provisioningState: "Succeeded",
      privateLinkServiceConnectionState: {
        status: state,
        description: state === "Approved" ? "Auto-Approved" : "",
        actionsRequired: "None",
      },
    },
  };
  const endpoint = store.put({
    id,
    name: current?.name ?? path.name,
    type: ENDPOINTS,
    location: body.location ?? null,
    tags: body.tags ?? {},
    properties: {
      ...stated,
      provisioningState: "Succeeded",
      subnet: { id: subnet.id },
      networkInterfaces: [{ id: nicId }],
      privateLinkServiceConnections: manual.length > 0 ? [] : [answered],
      manualPrivateLinkServiceConnections: manual.length > 0 ? [answered] : [],
    },
  });
  store.put({
    id: connectionIdOf(target, endpoint),
    name: textOf(endpoint.name),
    type: `${REGISTRIES}/privateEndpointConnections`,
    properties: {
      privateEndpoint: { id },
      privateLinkServiceConnectionState: { status: state },
      provisioningState: "Succeeded",
    },
  });
  const refreshed = refresh(store, endpoint, target);
  return longRunning(call, ok(shown(store, refreshed), statusOf(call)));
}

/** Gives the endpoint an address for each member of its registry, and its zones the records. */
export function refresh(store: Store, endpoint: Resource, registry: Resource): Resource {
  const subnet = store.get(textOf(objectOf(endpoint.properties.subnet).id));
  const nicId = textOf(objectOf(listOf(endpoint.properties.networkInterfaces)[0]).id);
  const there = listOf(store.get(nicId)?.properties.ipConfigurations).filter(isObject);
  const taken: string[] = [];
  const configurations = membersOf(store, registry).map(({ name, host }): JsonObject => {
    const known = there.find((one) => one.name === name);
    const address =
      textOf(objectOf(known?.properties).privateIPAddress) || (subnet ? freeAddress(store, subnet, taken) : "");
    taken.push(address);
    return {
      name,
      properties: {
        privateIPAddress: address,
        subnet: { id: subnet?.id ?? null },
        privateLinkConnectionProperties: { groupId: "registry", requiredMemberName: name, fqdns: [host] },
      },
    };
  });
  store.put({
    id: nicId,
    name: nicId.split("/").slice(-1)[0],
    type: INTERFACES,
    location: endpoint.location ?? null,
    properties: {
      ipConfigurations: configurations,
      privateEndpoint: { id: endpoint.id },
      provisioningState: "Succeeded",
    },
  });
  const customDnsConfigs = configurations.map(({ properties }) => {
    const { privateIPAddress, privateLinkConnectionProperties } = objectOf(properties);
    const [fqdn] = listOf(objectOf(privateLinkConnectionProperties).fqdns);
    return { fqdn, ipAddresses: [privateIPAddress] };
  });
  const refreshed = store.put({ ...endpoint, properties: { ...endpoint.properties, customDnsConfigs } });
  writeRecords(store, refreshed);
  return refreshed;
}

function subnetOf(store: Store, stated: JsonObject, location: string): Resource {
  const id = textOf(objectOf(stated.subnet).id);
  const subnet =
    store.get(id) ??
    refuse(
      400,
      "InvalidResourceReference",
      `Resource ${id} referenced by the private endpoint was not found. Please make sure that the referenced resource exists, and that both resources are in the same region.`,
    );
  const network = store.get(networkIdOf(subnet.id));
  if (key(textOf(network?.location)) !== key(location)) {
    refuse(
      400,
      "InvalidResourceReference",
      `Resource ${id} referenced by the private endpoint was not found. Please make sure that the referenced resource exists, and that both resources are in the same region.`,
    );
  }
  return subnet;
}

function remove(call: Call): Answer {
  const { azure, path, current } = call;
  const { store } = azure;
  if (!current) {
    return NO_CONTENT;
  }
  removeRecords(store, current);
  disconnect(store, current);
  store.delete(textOf(objectOf(listOf(current.properties.networkInterfaces)[0]).id));
  store.delete(path.id);
  return longRunning(call, { status: 202 });
}
