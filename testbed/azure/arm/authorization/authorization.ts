import { NO_ACTIONS } from "../../known/roles";
import type { Azure } from "../../server/azure";
import { type Answer, type AzureRequest, ok, refuse } from "../../server/messages";
import type { AuthorizationPath } from "./path";
import { roleAssignments } from "./role-assignments";
import { roleDefinitions } from "./role-definitions";

export function authorization(azure: Azure, request: AzureRequest, path: AuthorizationPath): Answer {
  switch (path.kind) {
    case "roledefinitions":
      return roleDefinitions(azure, request, path);
    case "roleassignments":
      return roleAssignments(azure, request, path);
    case "permissions":
      return ok({ value: [{ ...NO_ACTIONS, actions: ["*"] }] });
    default:
      return refuse(
        404,
        "InvalidResourceType",
        `the imitation of Azure does not serve Microsoft.Authorization/${path.kind}`,
      );
  }
}
