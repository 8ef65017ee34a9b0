/** The parts that made-up ids and texts consist of. */
export interface MadeUp {
  /** The GUID of a subscription. */
  readonly subscription: string;
  /** The name of a resource group. */
  readonly resourceGroup: string;
  /** The name of any other object. */
  readonly name: string;
  /** The GUID of an object, a client, a tenant, a key and so on. */
  readonly guid: string;
  /** RFC 3339, in UTC. */
  readonly time: string;
}

/** In place of every GUID that Azure would name: of a subscription, a tenant, an identity. */
export const ZERO_GUID = "00000000-0000-0000-0000-000000000000";

/** For files that a person reads and completes: the same in every bundle. */
export const EXAMPLE: MadeUp = {
  subscription: ZERO_GUID,
  resourceGroup: "example",
  name: "example",
  guid: ZERO_GUID,
  time: "2030-01-01T00:00:00Z",
};

/** Writes the id of an object. */
export type IdForm = (madeUp: MadeUp) => string;

/**
 * The id of a resource of an Azure resource type, such as `Microsoft.Network/virtualNetworks/subnets`, in a resource
 * group. Its parents have the same name. Source: Azure, `resourceId` in "Resource functions for ARM templates".
 */
export function armId(resourceType: string): IdForm {
  const [namespace, ...types] = resourceType.split("/");
  return (madeUp) =>
    `${resourceGroupId(madeUp)}/providers/${[namespace, ...types.map((type) => `${type}/${madeUp.name}`)].join("/")}`;
}

/** The same for resources that Azure names by a GUID. */
export function armGuidId(resourceType: string): IdForm {
  return (madeUp) => `${resourceGroupId(madeUp)}/providers/${resourceType}/${madeUp.guid}`;
}

function resourceGroupId({ subscription, resourceGroup }: MadeUp): string {
  return `/subscriptions/${subscription}/resourceGroups/${resourceGroup}`;
}
