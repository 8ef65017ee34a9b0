import { randomUUID } from "node:crypto";
import {
  isObject,
  type JsonObject,
  listOf,
  objectOf,
  textOf,
} from "../../../../../packages/terraform-stack-tools/src/stack/json";
import { ENDPOINTS, INTERFACES, REGISTRIES, ZONE_GROUPS } from "../../known";
import { type Answer, NO_CONTENT, ok, refuse } from "../../server/messages";
import { isType, key, type Resource, type Store } from "../../store/store";
import { type Call, longRunning, missing, type ResourceKind, statusOf } from "../call";
import { freeAddress } from "./networks";
import { networkIdOf, removeRecords, writeRecords } from "./zones";

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
    const address = textOf(objectOf(known?.properties).privateIPAddress) || (subnet ? freeAddress(store, subnet, taken) : "");
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

const CONNECTIONS = `${REGISTRIES}/privateEndpointConnections`;

/** The registry that an endpoint leads to, if it may. */
function targetOf(store: Store, connection: JsonObject): Resource {
  const { privateLinkServiceId, groupIds } = objectOf(connection.properties);
  const id = textOf(privateLinkServiceId);
  const registry = store.get(id);
  if (!registry || !isType(registry, REGISTRIES)) {
    return refuse(
      400,
      "ResourceNotFound",
      `The private link resource ${id} was not found, or the imitation knows no endpoints of its type.`,
    );
  }
  const [group, ...others] = listOf(groupIds).map(textOf);
  if (group !== "registry" || others.length > 0) {
    refuse(
      400,
      "PrivateEndpointFeatureNotSupported",
      `Call to Microsoft.ContainerRegistry/registries failed. Error message: The group ids [${[group, ...others].join(", ")}] are not supported, only 'registry' is.`,
    );
  }
  if (key(textOf(objectOf(registry.sku).name)) !== "premium") {
    const what = `Private endpoint connections are not supported for the SKU ${textOf(objectOf(registry.sku).name)}`;
    refuse(400, "PrivateEndpointsNotSupportedForSku", `${what}; upgrade the registry ${registry.name} to Premium.`);
  }
  return registry;
}

function connectionIdOf(registry: Resource, endpoint: Resource): string {
  return `${registry.id}/privateEndpointConnections/${endpoint.name}.${endpoint.id.split("/")[4]}`;
}

/** The connections of a registry, by its endpoints. */
export function connectionsOf(store: Store, registryId: string): Resource[] {
  return store.below(registryId).filter((one) => isType(one, CONNECTIONS));
}

/** The endpoints of a registry that it has approved. */
export function endpointsOf(store: Store, registryId: string): Resource[] {
  const approved = connectionsOf(store, registryId).filter(
    ({ properties }) => objectOf(properties.privateLinkServiceConnectionState).status === "Approved",
  );
  return approved.flatMap(({ properties }) => store.get(textOf(objectOf(properties.privateEndpoint).id)) ?? []);
}

function disconnect(store: Store, endpoint: Resource): void {
  const isIts = ({ properties }: Resource) => key(textOf(objectOf(properties.privateEndpoint).id)) === key(endpoint.id);
  for (const { id } of store.ofType(CONNECTIONS).filter(isIts)) {
    store.delete(id);
  }
}

/** What an endpoint of a registry has an address for. */
interface Member {
  /** As Azure calls it: `registry`, `registry_data_westeurope`. */
  readonly name: string;
  readonly host: string;
}

/** Azure, "Connect privately to an Azure container registry": the login server, and the data of each region. */
function membersOf(store: Store, registry: Resource): Member[] {
  const loginServer = textOf(registry.properties.loginServer);
  const data = regionsOf(store, registry).map((region) => ({
    name: `registry_data_${region}`,
    host: dataEndpointOf(loginServer, region),
  }));
  return [...data, { name: "registry", host: loginServer }];
}

/** The home of a registry and its replicas. */
export function regionsOf(store: Store, registry: Resource): string[] {
  const replicas = store.below(registry.id).filter((one) => isType(one, `${REGISTRIES}/replications`));
  const regions = [registry, ...replicas].map(({ location }) => textOf(location).replace(/ /g, "").toLowerCase());
  return [...new Set(regions)];
}

/** `contoso.westeurope.data.azurecr.io` */
export function dataEndpointOf(loginServer: string, region: string): string {
  const [name, ...domain] = loginServer.split(".");
  return [name, region, "data", ...domain].join(".");
}
