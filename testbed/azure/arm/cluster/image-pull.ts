import { type JsonObject, objectOf, textOf } from "../../../../packages/terraform-stack-tools/src/stack/json";
import { refuse } from "../../server/messages";
import { key, type Store } from "../../store/store";
import { bindingsOf } from "./identity-bindings";

const FEATURE = "serviceAccountImagePullProfile";

/** The first API that has the switch. */
const SINCE = "2026-08-02-preview";

/**
 * The security profile of a cluster with what AKS does about the image pull of service accounts: an API that does not know
 * the switch neither changes nor shows it, and an identity for the whole cluster must exist and be bound to it.
 */
export function securityProfileOf(
  stated: JsonObject,
  {
    id,
    old,
    version,
    store,
  }: { readonly id: string; readonly old: JsonObject; readonly version: string; readonly store: Store },
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
    refuse(
      400,
      "InvalidParameter",
      `The identity ${identityId} of ${property} has no identity binding in the cluster.`,
    );
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
