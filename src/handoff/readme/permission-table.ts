import type { Permission } from "../../catalogue/block-type";
import { isOfType, permissionOf } from "../../catalogue/questions";
import { ROLES } from "../../catalogue/roles";
import { compare } from "../../terraform/json";
import type { Block } from "../../terraform/stack";
import { code, table } from "./markdown";

/** What the identity that applies needs for the kinds of block that are in the stack, and for its providers. */
export function permissionTable(blocks: readonly Block[], providers: readonly string[]): string {
  const sorts = [...new Set(blocks.map(({ sort }) => sort)), ...providers.map((name) => `provider.${name}`)].sort(compare);
  const known = sorts.flatMap((sort): [string, Permission][] => {
    const permission = permissionOf(sort);
    return permission === undefined ? [] : [[sort, permission]];
  });
  return table(
    ["For", "Azure actions", "On", "Microsoft Graph", "Kubernetes, in each namespace", "Note"],
    known.map(([sort, permission]) => row(sort, permission)),
    "Nothing that this page knows of.",
  );
}

function row(
  sort: string,
  { azure = [], azureData = [], on = "", graph = [], kubernetes = [], note = "" }: Permission,
): string[] {
  const actions = [...azure, ...azureData.map((action) => `${action} (data)`)];
  return [code(sort), quoted(actions), on, quoted(graph), kubernetes.join("<br>"), note];
}

function quoted(texts: readonly string[]): string {
  return texts.map((text) => text.replace(/^\S+/, "`$&`")).join("<br>");
}

/** What the roles may do that the stack assigns by name. */
export function roleTable(blocks: readonly Block[]): string {
  const names = new Set(
    blocks.filter((block) => isOfType(block, "azurerm_role_assignment")).map(({ body }) => String(body.role_definition_name)),
  );
  const rows = [...names].sort(compare).flatMap((name) => {
    const role = ROLES.get(name);
    if (role === undefined) {
      return [];
    }
    const actions = [...role.actions, ...(role.dataActions ?? []).map((action) => `${action} (data)`)];
    return [[name, quoted(actions), role.reach]];
  });
  return table(["Role", "May", "Reach"], rows, "");
}
