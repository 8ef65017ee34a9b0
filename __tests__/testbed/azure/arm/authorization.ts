import { type Json, listOf, objectOf, textOf } from "../../../../packages/terraform-stack-tools/src/stack/json";
import { DEPLOYER, NO_ACTIONS, type Role, SUBSCRIPTION, SUBSCRIPTIONS, TENANT } from "../known";
import { type Answer, type Azure, type AzureRequest, NO_CONTENT, ok, refuse } from "../server/messages";
import { guidIn, isWithin, key, now, type RoleAssignment, type Store } from "../store/store";

export function authorization(azure: Azure, request: AzureRequest, path: AuthorizationPath): Answer {
  switch (path.kind) {
    case "roledefinitions":
      return roleDefinitions(azure, request, path);
    case "roleassignments":
      return roleAssignments(azure, request, path);
    case "locks":
      return locks(azure, request, path);
    case "permissions":
      return ok({ value: [{ ...NO_ACTIONS, actions: ["*"] }] });
    default:
      return refuse(404, "InvalidResourceType", `the imitation of Azure does not serve Microsoft.Authorization/${path.kind}`);
  }
}

/** Something of Microsoft.Authorization, which is at any scope. */
interface AuthorizationPath {
  /** Empty for the tenant. */
  readonly scope: string;
  readonly kind: string;
  readonly name?: string;
}

const LOCKS = "Microsoft.Authorization/locks";

function locks({ store }: Azure, { method, body }: AzureRequest, { scope, name = "" }: AuthorizationPath): Answer {
  const id = `${scope}/providers/${LOCKS}/${name}`;
  const current = store.get(id);
  if (method === "DELETE") {
    store.delete(id);
    return current ? { status: 200 } : NO_CONTENT;
  }
  if (method === "PUT") {
    return ok(store.put({ id, name, type: LOCKS, properties: objectOf(body.properties) }), current ? 200 : 201);
  }
  return current ? ok(current) : refuse(404, "LockNotFound", `The lock '${name}' could not be found.`);
}

/**
 * Refuses to delete what is locked, and whatever belongs to it, such as its role assignments; a lock that is read-only refuses
 * other changes as well. Azure, "Lock your resources to protect your infrastructure", undated.
 */
export function checkLocks(store: Store, { method, path }: AzureRequest): void {
  const changed = key(path);
  const found = store
    .ofType(LOCKS)
    .filter(({ properties }) => method === "DELETE" || (method !== "GET" && properties.level === "ReadOnly"))
    .map(({ id }) => key(id).split("/").slice(0, -4).join("/"))
    .filter((scope) => isWithin(changed, scope));
  if (found.length > 0 && !changed.includes("/microsoft.authorization/locks/")) {
    const what = `The scope '${path}' cannot perform ${method === "DELETE" ? "delete" : "write"} operation`;
    refuse(
      409,
      "ScopeLocked",
      `${what} because following scope(s) are locked: '${found.join("', '")}'. Please remove the lock and try again.`,
    );
  }
}

/** `/subscriptions/<id>` of a scope; empty for the tenant. */
function subscriptionOf(scope: string): string {
  return /^\/subscriptions\/[^/]+/i.exec(scope)?.[0] ?? "";
}

const TYPE = "Microsoft.Authorization/roleDefinitions";

function roleDefinitions({ store }: Azure, request: AzureRequest, { scope, name: guid }: AuthorizationPath): Answer {
  const { roles, contents } = store;
  const root = subscriptionOf(scope);
  const view = (role: Role) => ({
    id: `${root}/providers/${TYPE}/${role.guid}`,
    type: TYPE,
    name: role.guid,
    properties: role.properties,
  });
  if (guid === undefined) {
    const [, filter] = /roleName eq '((?:[^']|'')*)'/i.exec(request.query.get("$filter") ?? "") ?? [];
    const wanted = filter?.replace(/''/g, "'").toLowerCase();
    const found = roles.definitions().filter(({ name }) => wanted === undefined || name.toLowerCase() === wanted);
    return ok({ value: found.map(view) });
  }
  if (request.method === "PUT") {
    const properties = objectOf(request.body.properties);
    const name = textOf(properties.roleName);
    if (roles.definitions().some((role) => role.name === name && role.guid !== guid)) {
      refuse(409, "RoleDefinitionWithSameNameExists", "A custom role with the same name already exists in this directory.");
    }
    // azurerm waits until an update keeps the day of creation.
    const createdOn = contents.customRoles[guid]?.properties.createdOn ?? now();
    const permissions = listOf(properties.permissions).map(completePermission);
    const by = { createdOn, updatedOn: now(), createdBy: DEPLOYER.objectId, updatedBy: DEPLOYER.objectId };
    contents.customRoles[guid] = { guid, name, properties: { ...properties, type: "CustomRole", permissions, ...by } };
    return ok(view(contents.customRoles[guid]), 201);
  }
  const role = roles.definition(guid);
  if (!role) {
    return refuse(404, "RoleDefinitionDoesNotExist", `The specified role definition with ID '${guid}' does not exist.`);
  }
  if (request.method === "DELETE") {
    delete contents.customRoles[guid];
  }
  return ok(view(role));
}

function completePermission(permission: Json): Json {
  return { ...NO_ACTIONS, ...objectOf(permission) };
}

function roleAssignments(azure: Azure, request: AzureRequest, { scope, name }: AuthorizationPath): Answer {
  if (name === undefined) {
    return ok({ value: listed(azure, request, key(scope)) });
  }
  const { store } = azure;
  const there = store.contents.roleAssignments[name];
  const isHere = there !== undefined && key(there.properties.scope) === key(scope);
  if (request.method === "GET") {
    return isHere ? ok(there) : refuse(404, "RoleAssignmentNotFound", `The role assignment '${name}' is not found.`);
  }
  switch (request.method) {
    case "DELETE":
      delete store.contents.roleAssignments[name];
      return isHere ? ok(there) : NO_CONTENT;
    case "PUT": {
      const assignment = newAssignment(azure, request, { scope, name, there });
      store.contents.roleAssignments[name] = assignment;
      return ok(assignment, there ? 200 : 201);
    }
    default:
      return refuse(405, "MethodNotAllowed", request.method);
  }
}

/** Those at the scope, above it and, unless the filter says otherwise, below it. */
function listed({ store }: Azure, { query }: AzureRequest, scope: string): RoleAssignment[] {
  const filter = query.get("$filter") ?? "";
  const [, principal] = /(?:principalId eq|assignedTo\()\s*'([^']+)'/i.exec(filter) ?? [];
  const isAtScope = /atScope\(\)/i.test(filter);
  return store.roles.assignments().filter(({ properties }) => {
    const at = key(properties.scope);
    const isSeen = isWithin(scope, at) || (!isAtScope && isWithin(at, scope));
    return isSeen && (principal === undefined || properties.principalId === key(principal));
  });
}

interface Place {
  readonly scope: string;
  readonly name: string;
  /** The assignment of that name, wherever it is. */
  readonly there?: RoleAssignment;
}

/** The assignment that a request makes or changes, after all that Azure checks. */
function newAssignment(azure: Azure, { body }: AzureRequest, place: Place): RoleAssignment {
  const { scope, name, there } = place;
  const stated = objectOf(body.properties);
  const principalId = key(textOf(stated.principalId));
  const guid = guidIn(textOf(stated.roleDefinitionId));
  checkForm(azure.store, scope, guid);
  const condition = textOf(stated.condition) || null;
  const version = textOf(stated.conditionVersion);
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

function checkForm(store: Store, scope: string, guid: string): void {
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

/** How long Azure does not find a new principal. */
const PRINCIPAL_LAG_SECONDS = 3;

/** The type of the principal. One that Azure does not find yet is accepted if its type is stated. */
function checkPrincipal({ store }: Azure, principalId: string, stated: string): string {
  const found = store.directory.typeOf(principalId);
  const bare = principalId.replace(/-/g, "");
  if (stated === "" && (!found || store.directory.isNew(principalId, PRINCIPAL_LAG_SECONDS))) {
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
