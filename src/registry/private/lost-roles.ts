import type * as assignmentsData from "@cdktf/provider-azurerm/lib/data-azurerm-role-assignments";
import { Lazy, TerraformLocal } from "cdktf";
import type { Construct } from "constructs";
import { lazy } from "../../private/lazy";
import { expressionOf } from "../../private/rendering/expression";
import { type AccessRoles, PULL, PUSH } from "./access-roles";
import { LOSING_ROLES, UNCHANGED_ROLES } from "./registry-roles";

const bindings = lazy<typeof assignmentsData>(() =>
  require("@cdktf/provider-azurerm/lib/data-azurerm-role-assignments"),
);

/** The role assignments at the registry, those of others included, and above it unless that is limited. */
export function roleAssignments(
  registry: Construct,
  config: assignmentsData.DataAzurermRoleAssignmentsConfig,
): assignmentsData.DataAzurermRoleAssignments {
  return new (bindings().DataAzurermRoleAssignments)(registry, "Assignments", config);
}

/** What the lists of this file are made of: what Azure answers, and what its roles lose in ABAC mode. */
interface Assigned {
  readonly data: assignmentsData.DataAzurermRoleAssignments;
  readonly roles: TerraformLocal;
  /** The identities to which the stack assigns the roles, for all repositories or for those that are meant, as expressions. */
  readonly principals: (roles: AccessRoles) => readonly string[];
}

export function rolesLocal(registry: Construct): TerraformLocal {
  return new TerraformLocal(registry, "Roles", { losing: LOSING_ROLES, unchanged: UNCHANGED_ROLES });
}

/**
 * The identities that would lose access in ABAC mode by a role for images alone, each with its role, as the expression of
 * a list. A role with a condition replaces it as well: a grant of some repositories has one.
 */
export function lostRoles(assigned: Assigned): string {
  return Lazy.stringValue({ produce: () => `\${${losing(assigned, "group.images", "")}}` });
}

/**
 * The identities that lose access beside those, or may, as the expression of a list: by roles that are for more than
 * images, beyond the condition of a role, and by others at the registry itself, such as custom roles, which only their
 * permissions tell.
 */
export function doubtfulRoles(assigned: Assigned, registryId: string, lost: TerraformLocal): string {
  return Lazy.stringValue({
    produce: () => {
      const roles = nameOf(assigned.roles);
      const losers = losing(assigned, "merge(group.images, group.others)", ' && one.condition == ""');
      const known = `merge(${roles}.unchanged, [for group in ${roles}.losing : merge(group.images, group.others)]...)`;
      const replacements = `merge([for group in ${roles}.losing : group.replacements]...)`;
      const kept = holders(assigned.data, `values(${replacements})`);
      const isHere = `lower(one.role_assignment_scope) == lower(${part(assigned.data, registryId)})`;
      const isOther = `!contains(roles.known, ${ROLE}) && !contains(roles.kept, one.principal_id)`;
      const others =
        `[for one in ${listIn(assigned.data)} : format("role %s of %s", ${ROLE}, one.principal_id) ` +
        `if ${isHere} && ${isOther}]`;
      return (
        `\${concat([for text in ${losers} : text if !contains(${nameOf(lost)}, text)], ` +
        `flatten([for roles in [{ known = values(${known}), kept = ${kept} }] : ${others}]))}`
      );
    },
  });
}

/** Whether an identity has a role of RBAC mode, as an expression. */
export function hasRole(data: assignmentsData.DataAzurermRoleAssignments, principal: string, role: string): string {
  const ids = LOSING_ROLES.flatMap(({ images }) => images[role] ?? []);
  return `contains(${holders(data, JSON.stringify(ids))}, ${principal})`;
}

/**
 * Whoever has a role and none that replaces it, such as `AcrPull of <id>`. Who has what is found once for each group of
 * roles: a registry may have thousands of assignments.
 */
function losing({ data, roles, principals }: Assigned, map: string, condition: string): string {
  const made = [PULL, PUSH]
    .map((granted) => ({ role: granted.abac, ids: principals(granted) }))
    .filter(({ role, ids }) => role === PULL.abac || ids.length > 0)
    .map(({ role, ids }) => `[for id in [${ids.join(", ")}] : id if contains(keys(group.replacements), "${role}")]`);
  const kept = `concat(${[holders(data, "values(group.replacements)", condition), ...made].join(", ")})`;
  const groups = `[for group in ${nameOf(roles)}.losing : { roles = ${map}, kept = ${kept} }]`;
  const have = `distinct([for one in ${listIn(data)} : one.principal_id if ${ROLE} == role])`;
  const each = `[for id in ${have} : format("%s of %s", name, id) if !contains(group.kept, id)]`;
  return `flatten([for group in ${groups} : [for name, role in group.roles : ${each}]])`;
}

/** The role of an assignment by its id, which Azure writes with or without a subscription. */
const ROLE = 'lower(reverse(split("/", one.role_definition_id))[0])';

/** @param roles the expression of a list of ids */
function holders(data: assignmentsData.DataAzurermRoleAssignments, roles: string, condition = ""): string {
  return `[for one in ${listIn(data)} : one.principal_id if contains(${roles}, ${ROLE})${condition}]`;
}

function listIn({ terraformResourceType, friendlyUniqueId }: assignmentsData.DataAzurermRoleAssignments): string {
  return `data.${terraformResourceType}.${friendlyUniqueId}.role_assignments`;
}

function nameOf({ friendlyUniqueId }: TerraformLocal): string {
  return `local.${friendlyUniqueId}`;
}

/** A text or an attribute as a part of an expression. */
export function part(scope: Construct, value: string): string {
  const expression = expressionOf(scope, value);
  const [, attribute] = /^\$\{([^{}]*)\}$/.exec(expression) ?? [];
  return attribute ?? JSON.stringify(expression);
}
