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

/**
 * Of roles that are not for images alone: what they lose in ABAC mode is what they allow with images. AcrImageSigner has
 * no successor. Azure, "Azure Container Registry roles directory reference" and "Azure Container Registry Entra permissions and role
 * assignments overview".
 */
const DOUBTFUL_ROLES: readonly LostRole[] = [
  { name: "Owner", id: "8e3af657-a8ff-443c-a75c-2fe8c4bcb635", replacedBy: [CONTRIBUTOR] },
  { name: "Contributor", id: "b24988ac-6180-42a0-ab88-20f7382dd24c", replacedBy: [CONTRIBUTOR] },
  { name: "Reader", id: "acdd72a7-3385-48ef-bd42-f606fba81ae7", replacedBy: [READER, WRITER, CONTRIBUTOR] },
  { name: "AcrImageSigner", id: "6cef56e8-d556-48e5-a04f-b8e64114680f", replacedBy: [] },
];

/** Azure's other roles for registries, which allow the same in both modes. */
const UNCHANGED_ROLES: readonly string[] = [
  READER,
  WRITER,
  CONTRIBUTOR,
  "bfdb9389-c9a5-478a-bb2f-ba9ca092c3c7", // Container Registry Repository Catalog Lister
  "577a9874-89fd-4f24-9dbd-b5034d0ad23a", // Container Registry Data Importer and Data Reader
  "3bc748fc-213d-45c1-8d91-9da5725539b9", // Container Registry Contributor and Data Access Configuration Administrator
  "69b07be0-09bf-439a-b9a6-e73de851bd59", // Container Registry Configuration Reader and Data Access Configuration Reader
  "fb382eab-e894-4461-af04-94435c366c3f", // Container Registry Tasks Contributor
  "bf94e731-3a51-4a7c-8c54-a1ab9971dfc1", // Container Registry Transfer Pipeline Contributor
  "cdda3590-29a3-44f6-95f2-9f980659eb04", // AcrQuarantineReader
  "c8d4ff99-41c3-41a8-9f60-21dfdad59608", // AcrQuarantineWriter
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

/**
 * The identities that may lose access: by roles that allow less in ABAC mode, and by others at the registry itself, such
 * as custom roles, which only their permissions tell. As the expression of a list.
 */
export function doubtfulRoles(data: assignmentsData.DataAzurermRoleAssignments, registryId: string): string {
  return Lazy.stringValue({
    produce: () => {
      const all = listIn(data);
      const lists = DOUBTFUL_ROLES.map(({ name, id, replacedBy }) => {
        const kept = holders(all, replacedBy);
        return `[for id in distinct(${holders(all, [id])}) : format("${name} of %s", id) if !contains(${kept}, id)]`;
      });
      const judged = JSON.stringify([...LOST_ROLES, ...DOUBTFUL_ROLES].map(({ id }) => id).concat(UNCHANGED_ROLES));
      const role = `lower(reverse(split("/", one.role_definition_id))[0])`;
      const isHere = `lower(one.role_assignment_scope) == lower(${part(data, registryId)})`;
      const kept = holders(all, [READER, WRITER, CONTRIBUTOR]);
      const others =
        `[for one in ${all} : format("role %s of %s", ${role}, one.principal_id) ` +
        `if ${isHere} && !contains(${judged}, ${role}) && !contains(${kept}, one.principal_id)]`;
      return `\${concat(${[...lists, others].join(", ")})}`;
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
