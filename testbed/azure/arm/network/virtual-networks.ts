import { randomUUID } from "node:crypto";
import { isObject, listOf, objectOf, textOf } from "../../../../packages/terraform-stack-tools/src/stack/json";
import { type Answer, NO_CONTENT, ok } from "../../server/messages";
import type { Resource } from "../../store/contents";
import { isType, type Store } from "../../store/store";
import { type Call, longRunning, type ResourceKind, statusOf } from "../call";
import { missing } from "../missing";
import { checkUnused, subnetOf } from "./subnets";
import { NETWORKS, SUBNETS } from "./types";

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
