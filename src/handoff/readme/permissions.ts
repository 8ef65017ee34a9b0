import type { Permission } from "../../catalogue/block-type";
import { isOfType, permissionOf } from "../../catalogue/questions";
import { ROLES, type Role } from "../../catalogue/roles";
import { code, table } from "../../shared/markdown";
import { compare } from "../../terraform/json";
import type { Block, Stack } from "../../terraform/stack";

/** What the identity that runs Terraform must be allowed to do, and what the roles allow that it assigns. */
export function permissions(stack: Stack): string {
  const roles = assignedRoles(stack.blocks);
  return [permissionTable(stack), VERBS, ...(roles.length > 0 ? [roleTable(roles)] : [])].join("\n\n");
}

const VERBS =
  "`write` is needed to create and change resources, `delete` to destroy them. A plan needs only the read permissions.";

function permissionTable({ blocks, requiredProviders }: Stack): string {
  const providers = requiredProviders.map(({ name }) => `provider.${name}`);
  const types = [...new Set(blocks.map(({ blockType }) => blockType)), ...providers].sort(compare);
  const rows = types.flatMap((type) => {
    const permission = permissionOf(type);
    return permission === undefined ? [] : [permissionRow(type, permission)];
  });
  if (rows.length === 0) {
    return "No known permission is needed.";
  }
  return table(["For", "Azure actions", "Scope", "Microsoft Graph", "Kubernetes, in each namespace", "Note"], rows);
}

function permissionRow(type: string, permission: Permission): string[] {
  const { azure = [], azureData = [], on = "", graph = [], kubernetes = [], note = "" } = permission;
  return [code(type), lines(actions(azure, azureData)), on, lines(graph.map(code)), lines(kubernetes), note];
}

function assignedRoles(blocks: readonly Block[]): [string, Role][] {
  const assignments = blocks.filter((block) => isOfType(block, "azurerm_role_assignment"));
  const names = new Set(assignments.map(({ body }) => body.role_definition_name));
  return [...ROLES].filter(([name]) => names.has(name)).sort(([left], [right]) => compare(left, right));
}

function roleTable(roles: readonly [string, Role][]): string {
  const rows = roles.map(([name, role]) => [name, lines(actions(role.actions, role.dataActions ?? [])), role.reach]);
  return table(["Role", "Allows", "Scope"], rows);
}

function actions(management: readonly string[], data: readonly string[]): string[] {
  return [...management.map(code), ...data.map((action) => `${code(action)} (data)`)];
}

function lines(texts: readonly string[]): string {
  return texts.join("<br>");
}
