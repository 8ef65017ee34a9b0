import { type Json, listOf, objectOf } from "../../stack/json";
import { blocksReferredTo } from "../../stack/references";
import type { Block, Stack } from "../../stack/stack";
import { type Permission, RIGHTS, type RoleRights, rightsOf } from "./actions";

export interface KnownRole extends RoleRights {
  readonly name: string;
}

const NO_RIGHTS: RoleRights = { RBAC: [], ABAC: [] };

/** Built-in roles by name and by id. Azure, "Azure built-in roles". */
function builtInRoles(): ReadonlyMap<string, KnownRole> {
  const data: typeof import("../catalogue/data/registry-roles.json") = require("../catalogue/data/registry-roles.json");
  const withRights = Object.entries(data.withRights).map(([name, { id, RBAC, ABAC }]) => ({
    id,
    role: { name, RBAC: RIGHTS.filter(isIn(RBAC)), ABAC: RIGHTS.filter(isIn(ABAC)) },
  }));
  const others = Object.entries(data.withoutRights).map(([name, id]) => ({ id, role: { name, ...NO_RIGHTS } }));
  return new Map(
    [...withRights, ...others].flatMap(({ id, role }) => [
      [id, role],
      [role.name.toLowerCase(), role],
    ]),
  );
}

function isIn(rights: readonly string[]): (right: string) => boolean {
  return (right) => rights.includes(right);
}

const known: { roles?: ReadonlyMap<string, KnownRole> } = {};

/**
 * The role of an assignment; undefined for one that neither Azure has built in nor the stack defines.
 * @param values of the role assignment, as planned
 */
export function roleOf(block: Block, values: Readonly<Record<string, Json>>, stack: Stack): KnownRole | undefined {
  const [definition] = blocksReferredTo(
    [block.body.role_definition_id ?? null, block.body.role_definition_name ?? null],
    stack.blocks.filter(({ blockType }) => blockType === "azurerm_role_definition"),
  );
  if (definition !== undefined) {
    return { name: textIn(definition.body.name) ?? definition.name, ...rightsOf(permissionsIn(definition)) };
  }
  known.roles ??= builtInRoles();
  const name = textIn(values.role_definition_name) ?? textIn(block.body.role_definition_name);
  const id = textIn(values.role_definition_id) ?? textIn(block.body.role_definition_id);
  // An id ends in the same GUID in every subscription.
  return known.roles.get(name?.toLowerCase() ?? "") ?? known.roles.get(id?.split("/").pop()?.toLowerCase() ?? "");
}

/** The permissions of a role that the stack defines. */
function permissionsIn({ body }: Block): Permission[] {
  return listOf(body.permissions).map((permission) => {
    const { actions, not_actions, data_actions, not_data_actions } = objectOf(permission);
    return {
      actions: textsIn(actions),
      notActions: textsIn(not_actions),
      dataActions: textsIn(data_actions),
      notDataActions: textsIn(not_data_actions),
    };
  });
}

function textIn(value: Json | undefined): string | undefined {
  return typeof value === "string" ? value : undefined;
}

function textsIn(value: Json | undefined): string[] {
  return listOf(value).flatMap((text) => textIn(text) ?? []);
}
