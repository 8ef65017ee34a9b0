import type * as assignmentsData from "@cdktf/provider-azurerm/lib/data-azurerm-role-assignments";
import { Lazy } from "cdktf";
import type { Construct } from "constructs";
import { lazy } from "../../private/lazy";
import { expressionOf } from "../../private/rendering/expression";

const bindings = lazy<typeof assignmentsData>(() =>
  require("@cdktf/provider-azurerm/lib/data-azurerm-role-assignments"),
);

const READER = "b93aa761-3e63-49ed-ac28-beffa264f7ac";
const WRITER = "2a1e307c-b015-4ebd-883e-5b7698a07328";
const CONTRIBUTOR = "2efddaa5-3f1f-4df3-97df-af3f13818f4c";

interface LostRole {
  readonly name: string;
  readonly id: string;
  /** What gives the same in ABAC mode, or more. */
  readonly replacedBy: readonly string[];
}

const ACR_PULL: LostRole = {
  name: "AcrPull",
  id: "7f951dda-4ed3-4680-a7ca-43fe172d538d",
  replacedBy: [READER, WRITER, CONTRIBUTOR],
};

/** Azure, "Azure attribute-based access control (Azure ABAC) repository permissions in Azure Container Registry". */
const LOST_ROLES: readonly LostRole[] = [
  ACR_PULL,
  { name: "AcrPush", id: "8311e382-0749-4cb8-b61a-304f252e45ec", replacedBy: [WRITER, CONTRIBUTOR] },
  { name: "AcrDelete", id: "c2f4ef07-c644-48eb-af81-4b1b4947fb11", replacedBy: [CONTRIBUTOR] },
];

/** The role assignments at the registry, those of others included, and above it unless that is limited. */
export function roleAssignments(
  registry: Construct,
  config: assignmentsData.DataAzurermRoleAssignmentsConfig,
): assignmentsData.DataAzurermRoleAssignments {
  return new (bindings().DataAzurermRoleAssignments)(registry, "Assignments", config);
}

/**
 * The identities that would lose access in ABAC mode, each with its role, as the expression of a list.
 *
 * @param besides identities that are left out, as expressions
 */
export function lostRoles(data: assignmentsData.DataAzurermRoleAssignments, besides: () => readonly string[]): string {
  return Lazy.stringValue({
    produce: () => {
      const all = listIn(data);
      const lists = LOST_ROLES.map(({ name, id, replacedBy }) => {
        const kept = `concat(${holders(all, replacedBy)}, [${besides().join(", ")}])`;
        return `[for id in distinct(${holders(all, [id])}) : format("${name} of %s", id) if !contains(${kept}, id)]`;
      });
      return `\${concat(${lists.join(", ")})}`;
    },
  });
}

/** Whether an identity has AcrPull, as an expression. */
export function hasAcrPull(data: assignmentsData.DataAzurermRoleAssignments, principal: string): string {
  return `contains(${holders(listIn(data), [ACR_PULL.id])}, ${principal})`;
}

function listIn({ terraformResourceType, friendlyUniqueId }: assignmentsData.DataAzurermRoleAssignments): string {
  return `data.${terraformResourceType}.${friendlyUniqueId}.role_assignments`;
}

/** Azure writes the ids of roles with or without a subscription. */
function holders(all: string, roles: readonly string[]): string {
  const isOne = `contains(${JSON.stringify(roles)}, lower(reverse(split("/", one.role_definition_id))[0]))`;
  return `[for one in ${all} : one.principal_id if ${isOne}]`;
}

/** A text or an attribute as a part of an expression. */
export function part(scope: Construct, value: string): string {
  const expression = expressionOf(scope, value);
  const [, attribute] = /^\$\{([^{}]*)\}$/.exec(expression) ?? [];
  return attribute ?? JSON.stringify(expression);
}
