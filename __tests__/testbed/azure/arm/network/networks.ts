import { randomUUID } from "node:crypto";
import {
  isObject,
  type JsonObject,
  listOf,
  objectOf,
  textOf,
} from "../../../../../packages/terraform-stack-tools/src/stack/json";
import { CLUSTERS, ENDPOINTS, INTERFACES, NETWORKS, SUBNETS } from "../../known";
import { type Answer, NO_CONTENT, ok, refuse } from "../../server/messages";
import { isType, key, type Resource, type Store } from "../../store/store";
import { type Call, longRunning, missing, type ResourceKind, statusOf } from "../call";

/** Virtual networks, which are answered with their subnets. */
export const virtualNetworks: ResourceKind = { type: NETWORKS, get, put, delete: remove };

function subnetsOf(store: Store, { id }: Pick<Resource, "id">): Resource[] {
  return store.below(id).filter((resource) => isType(resource, SUBNETS));
}

function withSubnets(store: Store, network: Resource): Resource {
  return { ...network, properties: { ...network.properties, subnets: subnetsOf(store, network) } };
}

function get({ azure, path, current }: Call): Answer {
  return current ? ok(withSubnets(azure.store, current)) : missing(path);
}

/** Subnets that a request leaves out go, unless something is in them. */
function put(call: Call): Answer {
  const { azure, path, current, body } = call;
  const { store } = azure;
  const { subnets, ...stated } = objectOf(body.properties);
  const id = current?.id ?? path.canonical(store.get(path.groupId)?.name ?? path.group);
  const given = listOf(subnets).filter(isObject);
  const names = given.map(({ name }) => textOf(name).toLowerCase());
  for (const subnet of subnetsOf(store, { id }).filter(({ name }) => !names.includes(name.toLowerCase()))) {
    checkUnused(store, subnet.id);
    store.delete(subnet.id);
  }
  for (const { name, properties } of given) {
    store.put(subnetOf(`${id}/subnets/${textOf(name)}`, textOf(name), objectOf(properties)));
  }
  const network = store.put({
    id,
    name: current?.name ?? path.name,
    type: NETWORKS,
    location: body.location ?? null,
    tags: body.tags ?? {},
    properties: {
      enableDdosProtection: false,
      privateEndpointVNetPolicies: "Disabled",
      ...stated,
      resourceGuid: current?.properties.resourceGuid ?? randomUUID(),
      provisioningState: "Succeeded",
    },
  });
  return longRunning(call, ok(withSubnets(store, network), statusOf(call)));
}

function remove(call: Call): Answer {
  const { azure, path, current } = call;
  if (!current) {
    return NO_CONTENT;
  }
  for (const { id } of subnetsOf(azure.store, current)) {
    checkUnused(azure.store, id);
  }
  azure.store.delete(path.id);
  return longRunning(call, { status: 202 });
}

export const subnets: ResourceKind = { type: SUBNETS, put: putSubnet, delete: removeSubnet };

/** A subnet with the defaults of Azure. */
function subnetOf(id: string, name: string, stated: JsonObject): Resource {
  const usual = { delegations: [], serviceEndpoints: [], privateLinkServiceNetworkPolicies: "Enabled" };
  const properties = { ...usual, privateEndpointNetworkPolicies: "Disabled", ...stated };
  const [addressPrefix] = listOf(stated.addressPrefixes);
  const prefixes: JsonObject = { addressPrefixes: [stated.addressPrefix ?? addressPrefix ?? "10.0.0.0/24"] };
  return { id, name, type: SUBNETS, properties: { ...prefixes, ...properties, provisioningState: "Succeeded" } };
}

/** What has addresses of a subnet: private endpoints, and nodes. */
function usersOf(store: Store, subnetId: string): Resource[] {
  const isHere = (id: JsonObject[string] | undefined) => key(textOf(id)) === key(subnetId);
  const endpoints = store.ofType(ENDPOINTS).filter(({ properties }) => isHere(objectOf(properties.subnet).id));
  const clusters = store.ofType(CLUSTERS).filter(({ properties }) =>
    listOf(properties.agentPoolProfiles)
      .filter(isObject)
      .some(({ vnetSubnetID }) => isHere(vnetSubnetID)),
  );
  return [...endpoints, ...clusters];
}

function checkUnused(store: Store, subnetId: string): void {
  const [user] = usersOf(store, subnetId);
  if (user) {
    const name = subnetId.split("/").slice(-1)[0];
    const what = `Subnet ${name} is in use by ${user.id} and cannot be deleted.`;
    refuse(400, "InUseSubnetCannotBeDeleted", `${what} In order to delete the subnet, delete all the resources within it.`);
  }
}

function putSubnet(call: Call): Answer {
  const { azure, path, current, parent, body } = call;
  const id = current?.id ?? `${parent?.id}/subnets/${path.name}`;
  const subnet = azure.store.put(subnetOf(id, current?.name ?? path.name, objectOf(body.properties)));
  return longRunning(call, ok(subnet, statusOf(call)));
}

function removeSubnet(call: Call): Answer {
  const { azure, path, current } = call;
  if (!current) {
    return NO_CONTENT;
  }
  checkUnused(azure.store, path.id);
  azure.store.delete(path.id);
  return longRunning(call, { status: 202 });
}

/** Azure keeps the first four addresses of a subnet and the last one to itself. */
const RESERVED = 4;

function toNumber(address: string): number {
  return address.split(".").reduce((sum, part) => sum * 256 + Number(part), 0);
}

function toText(address: number): string {
  return [24, 16, 8, 0].map((bits) => Math.floor(address / 2 ** bits) % 256).join(".");
}

/** The addresses of an interface. */
function addressesOf({ properties }: Resource): string[] {
  const configurations = listOf(properties.ipConfigurations).filter(isObject);
  return configurations.map((one) => textOf(objectOf(one.properties).privateIPAddress));
}

/** The next free address of a subnet. */
export function freeAddress(store: Store, subnet: Resource, taken: readonly string[]): string {
  const [prefix, bits] = textOf(listOf(subnet.properties.addressPrefixes)[0]).split("/");
  const used = [...store.ofType(INTERFACES).flatMap(addressesOf), ...taken];
  const last = toNumber(prefix) + 2 ** (32 - Number(bits)) - 1;
  for (let address = toNumber(prefix) + RESERVED; address < last; address += 1) {
    if (!used.includes(toText(address))) {
      return toText(address);
    }
  }
  return refuse(400, "SubnetIsFull", `Subnet ${subnet.name} with address prefix ${prefix}/${bits} is full.`);
}
