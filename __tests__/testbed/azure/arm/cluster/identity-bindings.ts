import { randomUUID } from "node:crypto";
import { type JsonObject, objectOf, textOf } from "../../../../../packages/terraform-stack-tools/src/stack/json";
import { CLUSTERS, TENANT } from "../../known";
import { type Answer, NO_CONTENT, ok, refuse } from "../../server/messages";
import { isType, key, type Resource, type Store } from "../../store/store";
import { type Call, longRunning, type ResourceKind, statusOf } from "../call";
import { credentialsOf, identityIds } from "../other/identities";

const TYPE = `${CLUSTERS}/identityBindings`;
const IDENTITIES = "Microsoft.ManagedIdentity/userAssignedIdentities";

/** Azure REST API, "Identity Bindings - Create Or Update". */
const NAME = /^[a-z][a-z0-9]{0,62}$/;

/** Of an identity, for all its bindings: AKS, "Set up identity bindings on Azure Kubernetes Service (AKS)". */
const CREDENTIAL = "aks-identity-binding";
const ISSUER = "https://ib.oic.prod-aks.azure.com";

export const identityBindings: ResourceKind = { type: TYPE, put, delete: remove };

/** The identity bindings of a cluster. */
function bindingsOf(store: Store, clusterId: string): Resource[] {
  return store.below(clusterId).filter((resource) => isType(resource, TYPE));
}

function put(call: Call): Answer {
  const { azure, path, current, parent, body } = call;
  const { store } = azure;
  if (!NAME.test(path.name)) {
    refuse(400, "InvalidParameter", `The identity binding name '${path.name}' does not match the pattern '${NAME.source}'.`);
  }
  const clusterId = parent?.id ?? "";
  const identity = identityOf(store, textOf(objectOf(objectOf(body.properties).managedIdentity).resourceId));
  const oidcIssuerUrl = `${ISSUER}/${TENANT}/${identityIds(identity).clientId}`;
  addCredential(store, identity, oidcIssuerUrl);
  const binding = store.put({
    // AKS answers with the cluster as it spells it, and the group of the identity in lower case.
    id: current?.id ?? `${clusterId}/identityBindings/${path.name}`,
    name: path.name,
    type: TYPE,
    eTag: randomUUID(),
    properties: {
      managedIdentity: { ...identityIds(identity), resourceId: lowerGroups(identity.id), tenantId: TENANT },
      oidcIssuer: { oidcIssuerUrl },
      provisioningState: "Succeeded",
    },
  });
  return longRunning(call, ok(binding, statusOf(call)));
}

function identityOf(store: Store, id: string): Resource {
  if (id === "") {
    refuse(400, "InvalidParameter", "Required parameter properties.managedIdentity.resourceId is missing (null).");
  }
  const identity = store.get(id);
  return identity && isType(identity, IDENTITIES)
    ? identity
    : refuse(400, "InvalidParameter", `The managed identity ${id} was not found.`);
}

/** Stays when the last binding goes: AKS does not delete it. */
function addCredential(store: Store, identity: Resource, issuer: string): void {
  if (credentialsOf(store, identity.id).some(({ name }) => name === CREDENTIAL)) {
    return;
  }
  const { clientId } = identityIds(identity);
  store.put({
    id: `${identity.id}/federatedIdentityCredentials/${CREDENTIAL}`,
    name: CREDENTIAL,
    type: `${IDENTITIES}/federatedIdentityCredentials`,
    properties: { issuer, subject: clientId, audiences: ["api://AzureADTokenExchange"] },
  });
}

/** How AKS spells the ids of identities in answers. */
function lowerGroups(id: string): string {
  return id.replace("/resourceGroups/", "/resourcegroups/");
}

function remove(call: Call): Answer {
  const { azure, path, current } = call;
  if (!current) {
    return NO_CONTENT;
  }
  azure.store.delete(path.id);
  return longRunning(call, { status: 202 });
}

const FEATURE = "serviceAccountImagePullProfile";

/** The first API that has the switch. */
const SINCE = "2026-08-02-preview";

/**
 * The security profile of a cluster with what AKS does about the image pull of service accounts: an API that does not know
 * the switch neither changes nor shows it, and an identity for the whole cluster must exist and be bound to it.
 */
export function securityProfileOf(
  stated: JsonObject,
  { id, old, version, store }: { readonly id: string; readonly old: JsonObject; readonly version: string; readonly store: Store },
): JsonObject {
  const { [FEATURE]: sent, ...others } = stated;
  const there = old[FEATURE];
  const profile = knows(version) ? (sent ?? there) : there;
  if (profile === undefined || profile === null) {
    return others;
  }
  const { enabled, defaultManagedIdentityId } = objectOf(profile);
  const identityId = textOf(defaultManagedIdentityId);
  if (enabled === true && identityId !== "" && JSON.stringify(profile) !== JSON.stringify(there)) {
    checkDefaultIdentity(store, id, identityId);
  }
  return { ...others, [FEATURE]: profile };
}

function checkDefaultIdentity(store: Store, clusterId: string, identityId: string): void {
  const property = "properties.securityProfile.serviceAccountImagePullProfile.defaultManagedIdentityId";
  if (!store.get(identityId)) {
    refuse(400, "InvalidParameter", `The identity ${identityId} of ${property} was not found.`);
  }
  const isBound = bindingsOf(store, clusterId).some(
    ({ properties }) => key(textOf(objectOf(properties.managedIdentity).resourceId)) === key(identityId),
  );
  if (!isBound) {
    refuse(400, "InvalidParameter", `The identity ${identityId} of ${property} has no identity binding in the cluster.`);
  }
}

/** What an API version shows of a cluster. */
export function shown(properties: JsonObject, version: string): JsonObject {
  if (knows(version) || properties.securityProfile === undefined) {
    return properties;
  }
  const { [FEATURE]: _, ...others } = objectOf(properties.securityProfile);
  return { ...properties, securityProfile: others };
}

function knows(version: string): boolean {
  return version.endsWith("-preview") && version >= SINCE;
}
