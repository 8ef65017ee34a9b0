import { type JsonObject, objectOf, textOf } from "../../../../packages/terraform-stack-tools/src/stack/json";
import { TENANT } from "../../known/identities";
import { refuse } from "../../server/messages";
import type { Resource } from "../../store/contents";
import type { Store } from "../../store/store";
import { identityIds } from "../other/identities";

/** Which identity a cluster acts with; undefined where it acts with a service principal. */
export interface ControlPlane {
  readonly identity?: JsonObject;
  readonly principalId?: string;
  readonly isUserAssigned: boolean;
}

export interface ClusterPlace {
  readonly id: string;
  readonly name: string;
  readonly current?: Resource;
  /** For a cluster that exists before the first request. */
  readonly preset?: { readonly controlPlane?: string; readonly kubelet?: { clientId: string; objectId: string } };
}

export function controlPlaneOf(store: Store, body: JsonObject, place: ClusterPlace): ControlPlane {
  const stated = objectOf(body.identity);
  const type = textOf(stated.type) || "None";
  if (type === "None") {
    return { isUserAssigned: false };
  }
  return /userassigned/i.test(type) ? userAssigned(store, stated) : systemAssigned(store, place);
}

function userAssigned(store: Store, stated: JsonObject): ControlPlane {
  const identities = Object.keys(objectOf(stated.userAssignedIdentities)).map(
    (id) =>
      store.get(id) ?? refuse(400, "InvalidUserAssignedIdentity", `The user-assigned identity ${id} was not found.`),
  );
  const members = identities.map((one): [string, JsonObject] => {
    const { clientId, objectId } = identityIds(one);
    return [one.id, { principalId: objectId, clientId }];
  });
  return {
    identity: { type: "UserAssigned", userAssignedIdentities: Object.fromEntries(members) },
    principalId: textOf(members[0]?.[1].principalId),
    isUserAssigned: true,
  };
}

function systemAssigned(store: Store, { id, name, current, preset }: ClusterPlace): ControlPlane {
  const create = () =>
    store.directory.addServicePrincipal({
      id: preset?.controlPlane,
      displayName: name,
      servicePrincipalType: "ManagedIdentity",
      alternativeNames: ["isExplicit=False", id],
      isPreset: preset !== undefined,
    });
  const principalId = textOf(objectOf(current?.identity).principalId) || create().id;
  return { identity: { type: "SystemAssigned", principalId, tenantId: TENANT }, principalId, isUserAssigned: false };
}
