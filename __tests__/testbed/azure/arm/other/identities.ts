import { type Json, listOf, objectOf, textOf } from "../../../../../packages/terraform-stack-tools/src/stack/json";
import { TENANT } from "../../known";
import { type Answer, ok, refuse } from "../../server/messages";
import { key, type Resource, type Store } from "../../store/store";
import { type Call, type ResourceKind, statusOf } from "../call";

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

interface IdentityPlace {
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

const CREDENTIAL_TYPE = "Microsoft.ManagedIdentity/userAssignedIdentities/federatedIdentityCredentials";

/** Microsoft Entra, "Important considerations and restrictions for federated identity credentials". */
const MOST = 20;

export const federatedCredentials: ResourceKind = { type: CREDENTIAL_TYPE, put: putCredential };

function putCredential(call: Call): Answer {
  const { azure, path, current, parent, body } = call;
  const { issuer, subject, audiences } = objectOf(body.properties);
  const others = credentialsOf(azure.store, parent?.id ?? "").filter(({ id }) => key(id) !== key(path.id));
  if (others.some(({ properties }) => properties.issuer === issuer && properties.subject === subject)) {
    refuse(409, "Conflict", "Issuer and subject combination already exists for this Managed Identity.");
  }
  if (!current && others.length >= MOST) {
    refuse(400, "BadRequest", `The maximum number of federated identity credentials, ${MOST}, is reached.`);
  }
  if (listOf(audiences).length !== 1) {
    refuse(400, "BadRequest", "A federated identity credential has exactly one audience.");
  }
  const properties = { issuer: textOf(issuer), subject: textOf(subject), audiences };
  return ok(azure.store.put({ id: path.id, name: path.name, type: CREDENTIAL_TYPE, properties }), statusOf(call));
}

/** The federated credentials of an identity. */
export function credentialsOf(store: Store, identityId: string): Resource[] {
  return store.below(identityId).filter(({ type }) => key(type) === key(CREDENTIAL_TYPE));
}
