import { type JsonObject, objectOf, textOf } from "../../../../packages/terraform-stack-tools/src/stack/json";
import { TENANT } from "../../known/identities";
import type { Azure } from "../../server/azure";
import { refuse } from "../../server/messages";
import { key, type Store } from "../../store/store";
import { identityIds } from "../other/identities";
import type { ClusterPlace, ControlPlane } from "./control-plane";

const MAY_ASSIGN = ["Managed Identity Operator", "Managed Identity Contributor", "Contributor", "Owner"];

/** The identity that nodes pull with, if one is stated or was there: AKS makes one otherwise. */
export function kubeletOf(azure: Azure, stated: JsonObject, place: ClusterPlace, controlPlane: ControlPlane) {
  const { current } = place;
  const there = objectOf(objectOf(current?.properties.identityProfile).kubeletidentity);
  if (!controlPlane.identity) {
    checkServicePrincipal(azure.store, stated);
    return undefined;
  }
  const given = objectOf(objectOf(stated.identityProfile).kubeletidentity);
  const id = textOf(given.resourceId);
  // An update repeats what it has read.
  if (id === "" || key(id) === key(textOf(there.resourceId))) {
    return there.resourceId === undefined ? undefined : there;
  }
  return assigned(azure, given, place, controlPlane);
}

function assigned(
  { store, switches }: Azure,
  given: JsonObject,
  { current }: ClusterPlace,
  controlPlane: ControlPlane,
): JsonObject {
  const id = textOf(given.resourceId);
  const identity =
    store.get(id) ?? refuse(400, "InvalidUserAssignedIdentity", `The kubelet identity ${id} was not found.`);
  const ids = identityIds(identity);
  for (const name of ["clientId", "objectId"] as const) {
    if (given[name] && given[name] !== ids[name]) {
      const what = `identityProfile.kubeletidentity.${name} is ${textOf(given[name])} but ${identity.id} has ${ids[name]}.`;
      refuse(400, "KubeletIdentityMismatch", what);
    }
  }
  if (!controlPlane.isUserAssigned) {
    refuse(
      400,
      "CustomKubeletIdentityOnlySupportedOnUserAssignedMSICluster",
      "Custom kubelet identity is only supported on user assigned MSI cluster.",
    );
  }
  const isAllowed = store.roles.holds(controlPlane.principalId ?? "", identity.id, MAY_ASSIGN);
  if (!current && !switches.skipKubeletCheck && !isAllowed) {
    refuse(
      400,
      "CustomKubeletIdentityMissingPermissionError",
      "The cluster using user-assigned managed identity must be granted 'Managed Identity Operator' role to assign kubelet identity. You can run 'az role assignment create --assignee <control-plane-identity-principal-id> --role 'Managed Identity Operator' --scope <kubelet-identity-resource-id>' to grant the permission. See https://learn.microsoft.com/en-us/azure/aks/use-managed-identity#add-role-assignment",
    );
  }
  return ids;
}

/** A cluster without an identity needs one. */
function checkServicePrincipal({ directory }: Store, stated: JsonObject): void {
  const clientId = textOf(objectOf(stated.servicePrincipalProfile).clientId);
  if (clientId === "" || clientId === "msi") {
    const what = "Provisioning of resource(s) failed: either a managed identity or a service principal is required.";
    refuse(400, "ServicePrincipalProfileMissing", what);
  }
  if (!directory.servicePrincipal(clientId)) {
    const where = `not found in Active Directory tenant ${TENANT}, Please see https://aka.ms/aks-sp-help for more details.`;
    refuse(400, "ServicePrincipalNotFound", `Service principal clientID: ${clientId} ${where}`);
  }
}
