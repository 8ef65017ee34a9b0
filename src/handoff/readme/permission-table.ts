import { PERMISSIONS, type Permission, ROLES } from "../../catalogue/permissions";
import { compare, lookUp } from "../../terraform/json";
import type { Block } from "../../terraform/stack";
import { code, table } from "./markdown";

/** What the identity that applies needs for the kinds of block that are in the stack, and for its providers. */
export function permissionTable(blocks: readonly Block[], providers: readonly string[]): string {
  const sorts = [...new Set(blocks.map(({ sort }) => sort)), ...providers.map((name) => `provider.${name}`)].sort(compare);
  const known = sorts.flatMap((sort): [string, Permission][] => {
    const permission = lookUp(PERMISSIONS, sort);
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
    blocks.filter(({ sort }) => sort === "azurerm_role_assignment").map(({ body }) => String(body.role_definition_name)),
  );
  const rows = [...names].sort(compare).flatMap((name) => {
    const right = lookUp(ROLES, name);
    const actions = right && [...right.actions, ...(right.dataActions ?? []).map((action) => `${action} (data)`)];
    return right && actions ? [[name, quoted(actions), right.note ?? ""]] : [];
  });
  return table(["Role", "May", "Reach"], rows, "");
}
