import { readFileSync } from "node:fs";
import { type Permission, rightsOf } from "../packages/terraform-stack-tools/src/knowledge/access/actions";
import {
  isList,
  isObject,
  type Json,
  type JsonObject,
  listOf,
  objectOf,
} from "../packages/terraform-stack-tools/src/stack/json";
import { InputError, runTool, writeData } from "./inputs";

const HELP = `Writes packages/terraform-stack-tools/src/knowledge/catalogue/data/registry-roles.json: which built-in roles of Azure may pull, push or
delete images, grant access to a registry or get credentials of it.

  npm run data:roles -- <file>

The file contains what "az role definition list --output json" prints. Custom roles in it are left out.
`;

/** The built-in roles with rights on images or the power to get them by name, and the ids of all others, so that no role is called unknown. */
export function registryRoles(definitions: readonly JsonObject[]): JsonObject {
  const roles = definitions
    .filter(({ roleType }) => roleType === "BuiltInRole")
    .map(({ roleName, name, permissions }) => {
      const { RBAC, ABAC, powers } = rightsOf(
        listOf(permissions).map((permission) => permissionOf(objectOf(permission))),
      );
      return { name: text(roleName), id: text(name), RBAC, ABAC, powers };
    })
    .sort((left, right) => (left.name < right.name ? -1 : 1));
  const [withRights, others] = [true, false].map((hasRights) =>
    roles.filter(({ RBAC, ABAC, powers }) => RBAC.length + ABAC.length + powers.length > 0 === hasRights),
  );
  return {
    withRights: Object.fromEntries(withRights.map(({ name, ...role }) => [name, role])),
    withoutRights: Object.fromEntries(others.map(({ name, id }) => [name, id])),
  };
}

function permissionOf({ actions, notActions, dataActions, notDataActions }: JsonObject): Permission {
  return {
    actions: texts(actions),
    notActions: texts(notActions),
    dataActions: texts(dataActions),
    notDataActions: texts(notDataActions),
  };
}

function texts(value: Json | undefined): string[] {
  return listOf(value).map(text);
}

function text(value: Json | undefined): string {
  if (typeof value !== "string") {
    throw new InputError(
      "a role definition must have a roleName, a name and lists of actions, as the Azure CLI prints it",
    );
  }
  return value;
}

if (require.main === module) {
  runTool(HELP, ([path]) => {
    const definitions: Json = JSON.parse(readFileSync(path, "utf8"));
    if (!isList(definitions)) {
      throw new InputError(`${path} must contain a list of role definitions`);
    }
    writeData("registry-roles", registryRoles(definitions.filter(isObject)));
  });
}
