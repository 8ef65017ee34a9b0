import { type JsonObject, listOf, objectOf, textOf } from "../../../../packages/terraform-stack-tools/src/stack/json";
import { refuse } from "../../server/messages";
import type { Resource } from "../../store/contents";
import { isType, key, type Store } from "../../store/store";
import { REGISTRIES } from "../registry/names";

const CONNECTIONS = `${REGISTRIES}/privateEndpointConnections`;

/** The registry that an endpoint leads to, if it may. */
export function targetOf(store: Store, connection: JsonObject): Resource {
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

export function connectionIdOf(registry: Resource, endpoint: Resource): string {
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

export function disconnect(store: Store, endpoint: Resource): void {
  const isIts = ({ properties }: Resource) => key(textOf(objectOf(properties.privateEndpoint).id)) === key(endpoint.id);
  for (const { id } of store.ofType(CONNECTIONS).filter(isIts)) {
    store.delete(id);
  }
}
