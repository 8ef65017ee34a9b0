import { type JsonObject, textOf } from "../../../../packages/terraform-stack-tools/src/stack/json";
import { TENANT } from "../../known/identities";
import { type Answer, ok } from "../../server/messages";
import type { Resource } from "../../store/contents";
import type { Store } from "../../store/store";
import type { Call, ResourceKind } from "../call";

const TYPE = "Microsoft.ManagedIdentity/userAssignedIdentities";

export const identities: ResourceKind = { type: TYPE, put };

function put({ azure, path, current, body }: Call): Answer {
  const tags = body.tags ?? {};
  if (current) {
    return ok(azure.store.put({ ...current, tags }));
  }
  const group = azure.store.get(path.groupId)?.name ?? path.group;
  const place = { subscription: path.subscription, group, name: path.name, location: textOf(body.location) };
  return ok(addIdentity(azure.store, place, { tags }), 201);
}

export interface IdentityPlace {
  readonly subscription: string;
  readonly group: string;
  readonly name: string;
  readonly location: string;
}

/** A user-assigned identity, which is a service principal, too. */
export function addIdentity(
  store: Store,
  { subscription, group, name, location }: IdentityPlace,
  given: { objectId?: string; clientId?: string; isPreset?: boolean; tags?: JsonObject[string] } = {},
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
    properties: { isolationScope: "None", ...ids },
  });
}

/** What other resources answer of an identity that they use. */
export function identityIds({ id, properties }: Resource) {
  return { resourceId: id, clientId: textOf(properties.clientId), objectId: textOf(properties.principalId) };
}
