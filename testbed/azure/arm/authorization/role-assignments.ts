import { DEPLOYER } from "../../known/identities";
import type { Azure } from "../../server/azure";
import { type Answer, type AzureRequest, NO_CONTENT, ok, refuse } from "../../server/messages";
import type { RoleAssignment } from "../../store/contents";
import { isWithin } from "../../store/roles";
import { key } from "../../store/store";
import { newAssignment } from "./new-assignment";
import type { AuthorizationPath } from "./path";

export function roleAssignments(azure: Azure, request: AzureRequest, { scope, name }: AuthorizationPath): Answer {
  if (name === undefined) {
    return ok({ value: listed(azure, request, key(scope)) });
  }
  const { store, switches } = azure;
  const there = store.contents.roleAssignments[name];
  const isHere = there !== undefined && key(there.properties.scope) === key(scope);
  if (request.method === "GET") {
    return isHere ? ok(there) : refuse(404, "RoleAssignmentNotFound", `The role assignment '${name}' is not found.`);
  }
  if (switches.denyRoleAssignments) {
    return denied(request, `${scope}/providers/Microsoft.Authorization/roleAssignments/${name}`);
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

function denied({ method }: AzureRequest, id: string): never {
  const action = method === "DELETE" ? "delete" : "write";
  return refuse(
    403,
    "AuthorizationFailed",
    `The client '${DEPLOYER.clientId}' with object id '${DEPLOYER.objectId}' does not have authorization to perform action 'Microsoft.Authorization/roleAssignments/${action}' over scope '${id}' or the scope is invalid. If access was recently granted, please refresh your credentials.`,
  );
}
