import { type Json, objectOf, textOf } from "../../../../packages/terraform-stack-tools/src/stack/json";
import { TENANT } from "../../known/identities";
import { type Answer, ok } from "../../server/messages";
import type { Resource } from "../../store/contents";
import type { Store } from "../../store/store";
import type { Call, ResourceKind } from "../call";

const TYPE = "Microsoft.ManagedIdentity/userAssignedIdentities";

export const identities: ResourceKind = { type: TYPE, put };

function put({ azure, path, current, body }: Call): Answer {
  const tags = body.tags ?? {};
  const { isolationScope } = objectOf(body.properties);
  if (current) {
    const properties = { ...current.properties, isolationScope: isolationScope ?? current.properties.isolationScope };
    return ok(azure.store.put({ ...current, tags, properties }));
  }
  const group = azure.store.get(path.groupId)?.name ?? path.group;
  const place = { subscription: path.subscription, group, name: path.name, location: textOf(body.location) };
  return ok(addIdentity(azure.store, place, { tags, isolationScope }), 201);
}

export interface IdentityPlace {
  readonly subscription: string;
  readonly group: string;
  readonly name: string;
  readonly location: string;
}

interface GivenIdentity {
  readonly objectId?: string;
  readonly clientId?: string;
  readonly isPreset?: boolean;
  readonly tags?: Json;
  /** `Regional` where only resources of the same region may use it. */
  readonly isolationScope?: Json;
}

/** A user-assigned identity, which is a service principal, too. */
export function addIdentity(
  store: Store,
  { subscription, group, name, location }: IdentityPlace,
  given: GivenIdentity = {},
): Resource {
  const id = `/subscriptions/${subscription}/resourceGroups/${group}/providers/${TYPE}/${name}`;
  const principal = store.directory.addServicePrincipal({
    id: given.objectId,
    appId: given.clientId,
    displayName: name,
    servicePrincipalType: "ManagedIdentity",
    alternativeNames: ["isExplicit=True", id],
    isPreset: given.isPreset,
  });
  const ids = { tenantId: TENANT, principalId: principal.id, clientId: principal.appId };
  return store.put({
    id,
    name,
    type: TYPE,
    location,
    tags: given.tags ?? {},
    properties: { isolationScope: given.isolationScope ?? "None", ...ids },
  });
}

/** What other resources answer of an identity that they use. */
export function identityIds({ id, properties }: Resource) {
  return { resourceId: id, clientId: textOf(properties.clientId), objectId: textOf(properties.principalId) };
}
