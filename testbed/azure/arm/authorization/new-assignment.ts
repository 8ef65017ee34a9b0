import { objectOf, textOf } from "../../../../packages/terraform-stack-tools/src/stack/json";
import { DEPLOYER, SUBSCRIPTION, SUBSCRIPTIONS, TENANT } from "../../known/identities";
import type { Azure } from "../../server/azure";
import { type AzureRequest, refuse } from "../../server/messages";
import type { RoleAssignment } from "../../store/contents";
import { guidIn } from "../../store/roles";
import { key, now, type Store } from "../../store/store";
import { subscriptionOf } from "./path";

const GUID = /^[0-9a-f-]{36}$/;

interface Place {
  readonly scope: string;
  readonly name: string;
  /** The assignment of that name, wherever it is. */
  readonly there?: RoleAssignment;
}

/** The assignment that a request makes or changes, after all that Azure checks. */
export function newAssignment(azure: Azure, { body }: AzureRequest, place: Place): RoleAssignment {
  const { scope, name, there } = place;
  const stated = objectOf(body.properties);
  const principalId = key(textOf(stated.principalId));
  const guid = guidIn(textOf(stated.roleDefinitionId));
  checkForm(azure.store, place, { principalId, guid });
  const condition = textOf(stated.condition) || null;
  const version = textOf(stated.conditionVersion);
  if (condition !== null && !["2.0", "1.0"].includes(version)) {
    refuse(400, "InvalidConditionVersion", `Condition version '${version}' is not supported.`);
  }
  const principalType = checkPrincipal(azure, principalId, textOf(stated.principalType));
  checkOthers(azure.store, place, { principalId, guid });
  const root = subscriptionOf(scope) || `/subscriptions/${SUBSCRIPTION}`;
  return {
    id: `${scope}/providers/Microsoft.Authorization/roleAssignments/${name}`,
    type: "Microsoft.Authorization/roleAssignments",
    name,
    properties: {
      // Azure answers with the form of the subscription, whatever was sent.
      roleDefinitionId: `${root.toLowerCase()}/providers/Microsoft.Authorization/roleDefinitions/${guid}`,
      principalId,
      principalType,
      scope,
      condition,
      conditionVersion: condition === null ? null : version,
      description: textOf(stated.description) || null,
      delegatedManagedIdentityResourceId: textOf(stated.delegatedManagedIdentityResourceId) || null,
      createdOn: there?.properties.createdOn ?? now(),
      updatedOn: now(),
      createdBy: DEPLOYER.objectId,
      updatedBy: DEPLOYER.objectId,
    },
  };
}

interface Grant {
  readonly principalId: string;
  readonly guid: string;
}

function checkForm(store: Store, { scope, name }: Place, { principalId, guid }: Grant): void {
  if (!GUID.test(name)) {
    const what = `The role assignment ID '${name}' is not valid.`;
    refuse(400, "InvalidRoleAssignmentId", `${what} The role assignment ID must be a GUID.`);
  }
  if (!GUID.test(principalId)) {
    refuse(400, "InvalidPrincipalId", "A valid principal ID must be provided for role assignment.");
  }
  if (!scopeExists(store, scope)) {
    const [what] = scope.split("/providers/").slice(-1);
    const where = `under resource group '${scope.split("/")[4]}' was not found.`;
    const further = "For more details please go to https://aka.ms/ARMResourceNotFoundFix";
    refuse(404, "ResourceNotFound", `The Resource '${what}' ${where} ${further}`);
  }
  if (!store.roles.definition(guid)) {
    refuse(400, "RoleDefinitionDoesNotExist", `The specified role definition with ID '${guid}' does not exist.`);
  }
}

function scopeExists(store: Store, scope: string): boolean {
  // Secrets live in the API of their vault.
  if (/\/vaults\/[^/]+\/secrets\//i.test(scope)) {
    return true;
  }
  if (scope === "" || /^\/providers\/Microsoft\.Management\/managementGroups\/[^/]+$/i.test(scope)) {
    return true;
  }
  const [, subscription] = /^\/subscriptions\/([^/]+)$/i.exec(scope) ?? [];
  return subscription === undefined ? store.get(scope) !== undefined : SUBSCRIPTIONS.includes(key(subscription));
}

/** The type of the principal. One that Azure does not find yet is accepted if its type is stated. */
function checkPrincipal({ store, switches }: Azure, principalId: string, stated: string): string {
  const found = store.directory.typeOf(principalId);
  const bare = principalId.replace(/-/g, "");
  if (stated === "" && (!found || store.directory.isNew(principalId, switches.principalLagSeconds))) {
    refuse(
      400,
      "PrincipalNotFound",
      `Principal ${bare} does not exist in the directory ${TENANT}. Check that you have the correct principal ID. If you are creating this principal and then immediately assigning a role, this error might be related to a replication delay. In this case, set the role assignment principalType property to a value, such as ServicePrincipal, User, or Group.  See https://aka.ms/docs-principaltype`,
    );
  }
  if (stated !== "" && found && stated !== found) {
    const other = `which is different from specified PrinciaplType '${stated}'.`;
    refuse(400, "UnmatchedPrincipalType", `The PrincipalId '${bare}' has type '${found}' , ${other}`);
  }
  return stated || found || "";
}

function checkOthers(store: Store, { scope, name, there }: Place, { principalId, guid }: Grant): void {
  if (there && (key(there.properties.scope) !== key(scope) || there.properties.principalId !== principalId)) {
    const what = "Tenant ID, application ID, principal ID, and scope are not allowed to be updated.";
    refuse(400, "RoleAssignmentUpdateNotPermitted", what);
  }
  const same = store.roles
    .assignments()
    .filter((one) => one.name !== name && key(one.properties.scope) === key(scope))
    .find(({ properties }) => properties.principalId === principalId && guidIn(properties.roleDefinitionId) === guid);
  if (same) {
    const id = same.name.replace(/-/g, "");
    const what = "The role assignment already exists. The ID of the existing role assignment is";
    refuse(409, "RoleAssignmentExists", `${what} ${id}.`);
  }
}
