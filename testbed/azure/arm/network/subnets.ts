import {
  isObject,
  type JsonObject,
  listOf,
  objectOf,
  textOf,
} from "../../../../packages/terraform-stack-tools/src/stack/json";
import { type Answer, NO_CONTENT, ok, refuse } from "../../server/messages";
import type { Resource } from "../../store/contents";
import { key, type Store } from "../../store/store";
import { type Call, longRunning, type ResourceKind, statusOf } from "../call";
import { CLUSTERS } from "../cluster/names";
import { ENDPOINTS, SUBNETS } from "./types";

export const subnets: ResourceKind = { type: SUBNETS, put: putSubnet, delete: removeSubnet };

/** A subnet with the defaults of Azure. */
export function subnetOf(id: string, name: string, stated: JsonObject): Resource {
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

export function checkUnused(store: Store, subnetId: string): void {
  const [user] = usersOf(store, subnetId);
  if (user) {
    const name = subnetId.split("/").slice(-1)[0];
    const what = `Subnet ${name} is in use by ${user.id} and cannot be deleted.`;
    refuse(
      400,
      "InUseSubnetCannotBeDeleted",
      `${what} In order to delete the subnet, delete all the resources within it.`,
    );
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
