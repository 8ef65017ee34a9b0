import { type Json, listOf, objectOf, textOf } from "../../../../packages/terraform-stack-tools/src/stack/json";
import { DEPLOYER } from "../../known/identities";
import { NO_ACTIONS, type Role } from "../../known/roles";
import type { Azure } from "../../server/azure";
import { type Answer, type AzureRequest, ok, refuse } from "../../server/messages";
import { now } from "../../store/store";
import { type AuthorizationPath, subscriptionOf } from "./path";

const TYPE = "Microsoft.Authorization/roleDefinitions";

export function roleDefinitions(
  { store }: Azure,
  request: AzureRequest,
  { scope, name: guid }: AuthorizationPath,
): Answer {
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
      refuse(
        409,
        "RoleDefinitionWithSameNameExists",
        "A custom role with the same name already exists in this directory.",
      );
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
