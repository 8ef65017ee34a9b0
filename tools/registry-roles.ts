import { readFileSync } from "node:fs";
import {
  ACTIONS,
  type ImageRight,
  isAllowed,
  type Permission,
  type RoleRights,
  rightsOf,
} from "../packages/terraform-stack-tools/src/knowledge/access/roles";
import { InputError, runTool, writeProjectFile, writeTables } from "./inputs";

const DATA = "docs/facts/data/registry-roles.json";
const OF_TOOLS = "packages/terraform-stack-tools/src/knowledge/catalogue/data/registry-roles.json";

const HELP = `Writes ${DATA}, what Azure's built-in roles allow on a container registry in each permission mode,
and what the tools hold of it, with the ids of Azure's other roles.

  npm run data:roles -- <file> <day>

The file contains what "az role definition list --output json" printed on that day. Custom roles in it are left out.
`;

/** What Azure's built-in roles allow on registries. */
export interface RegistryRoles {
  readonly source: { readonly page: string; readonly command: string; readonly day: string };
  /** By name, those that allow anything there, and those that may assign one of them. */
  readonly roles: Readonly<Record<string, RegistryRole>>;
  /** The ids of all others by name, so that no built-in role is called unknown. */
  readonly others: Readonly<Record<string, string>>;
}

/**
 * What the switch to ABAC mode takes away. Images are signed for Docker Content Trust, which registries in ABAC mode do
 * not support: Azure, "Azure Container Registry Entra permissions and role assignments overview".
 */
type LostRight = ImageRight | "sign";

interface RegistryRole extends RoleRights {
  readonly id: string;
  /** What it allows in RBAC mode alone. Signing counts where that is all: nothing can replace it, and managers seldom sign. */
  readonly loses: readonly LostRight[];
  /** Whether it is for images alone, such as AcrPull. */
  readonly imagesOnly?: boolean;
}

/** As the Azure CLI prints it. */
export interface Definition {
  readonly roleName: string;
  readonly name: string;
  readonly roleType: string;
  readonly permissions: readonly (Permission & { readonly condition?: string | null })[];
}

/** @param day on which Azure answered with these definitions */
export function registryRoles(definitions: readonly Definition[], day: string): RegistryRoles {
  const defined = definitions
    .filter(({ roleType }) => roleType === "BuiltInRole")
    .map(({ roleName, name, permissions }) => ({ name: roleName, id: name, permissions, ...allowedBy(permissions) }))
    .sort((left, right) => (left.name < right.name ? -1 : 1));
  const isStrong = ({ RBAC, ABAC, powers }: RegistryRole) =>
    RBAC.length + ABAC.length + powers.filter((power) => power !== "grant access").length > 0;
  // Those that may assign a strong role are strong, too.
  const strong = new Set(defined.filter(isStrong).map(({ id }) => id));
  for (let size = 0; size < strong.size; ) {
    size = strong.size;
    for (const { id } of defined.filter(({ permissions }) => permissions.some((one) => grants(one, strong)))) {
      strong.add(id);
    }
  }
  const roles: Record<string, RegistryRole> = {};
  const others: Record<string, string> = {};
  for (const { name, permissions, ...role } of defined) {
    if (strong.has(role.id) || permissions.some(isAboutRegistries)) {
      const mayGrant = permissions.some((permission) => grants(permission, strong));
      roles[name] = { ...role, powers: role.powers.filter((power) => power !== "grant access" || mayGrant) };
    } else {
      others[name] = role.id;
    }
  }
  return { source: { page: "Azure built-in roles", command: "az role definition list", day }, roles, others };
}

/** Images are imported in both modes: Azure, "Azure Container Registry roles directory reference". */
const [PUSH] = ACTIONS.RBAC.push;

const SIGN = "Microsoft.ContainerRegistry/registries/sign/write";

const IMAGE_ACTIONS = Object.values(ACTIONS.RBAC).map(([action]) => action.toLowerCase());

function allowedBy(permissions: readonly Permission[]): Omit<RegistryRole, "id"> {
  const rights = rightsOf(permissions);
  const isIn = (action: string) => isAllowed(permissions, "RBAC", [action]);
  const lost = rights.RBAC.filter((right) => !rights.ABAC.includes(right) && (right !== "push" || isIn(PUSH)));
  const actions = permissions.flatMap((permission) => permission.actions);
  const isForImages = actions.length > 0 && actions.every((action) => IMAGE_ACTIONS.includes(action.toLowerCase()));
  return {
    ...rights,
    loses: lost.length === 0 && isIn(SIGN) ? ["sign"] : lost,
    ...(isForImages ? { imagesOnly: true } : {}),
  };
}

/** Whether a permission allows assigning roles: any, or by its condition one of these. Some conditions have ids without dashes. */
function grants(permission: Definition["permissions"][number], ids: ReadonlySet<string>): boolean {
  const limit = permission.condition?.replace(/-/g, "");
  const isGrant = rightsOf([permission]).powers.includes("grant access");
  return isGrant && (limit === undefined || [...ids].some((id) => limit.includes(id.replace(/-/g, ""))));
}

function isAboutRegistries({ actions, dataActions }: Permission): boolean {
  return [...actions, ...dataActions].some((action) => /^(\*|Microsoft\.ContainerRegistry\/)/i.test(action));
}

/** What the tools hold of the roles. */
export function rightsIn(roles: RegistryRoles["roles"]): Readonly<Record<string, object>> {
  const rights = Object.entries(roles).map(([name, { id, RBAC, ABAC, powers }]) => [name, { id, RBAC, ABAC, powers }]);
  return Object.fromEntries(rights);
}

if (require.main === module) {
  runTool(HELP, ([path, day = ""]) => {
    if (!/^\d{4}-\d\d-\d\d$/.test(day)) {
      throw new InputError(`the day of Azure's answer must be given, such as 2026-08-22, got '${day}'`);
    }
    const { source, roles, others } = registryRoles(JSON.parse(readFileSync(path, "utf8")), day);
    writeTables(DATA, { source, roles });
    writeProjectFile(OF_TOOLS, `${JSON.stringify({ roles: rightsIn(roles), others })}\n`);
  });
}
