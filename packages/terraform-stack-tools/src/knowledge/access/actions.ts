/** What a person or a machine may do with the images of a registry. */
export type ImageRight = "pull" | "push" | "delete";

export const RIGHTS: readonly ImageRight[] = ["pull", "push", "delete"];

/** What leads to any right on images: assigning roles, or passwords of the registry and tasks that run in it. */
export type Power = "grant access" | "get credentials";

export type Right = ImageRight | Power;

/**
 * The actions that give a power, in either mode. Azure, "Assign Azure roles using the Azure portal", "Azure permissions for
 * Management and governance", "Azure permissions for Containers", and "Azure Container Registry roles directory reference": whoever may write a registry can
 * enable its admin account. A delegation takes the first of them as well: Azure, "Onboard a customer to Azure Lighthouse".
 */
export const POWERS: Readonly<Record<Power, readonly string[]>> = {
  "grant access": [
    "Microsoft.Authorization/roleAssignments/write",
    "Microsoft.Authorization/roleAssignmentScheduleRequests/write",
    "Microsoft.Authorization/roleEligibilityScheduleRequests/write",
    "Microsoft.Authorization/roleDefinitions/write",
    "Microsoft.Authorization/elevateAccess/action",
  ],
  "get credentials": [
    "Microsoft.ContainerRegistry/registries/write",
    "Microsoft.ContainerRegistry/registries/listCredentials/action",
    "Microsoft.ContainerRegistry/registries/regenerateCredential/action",
    "Microsoft.ContainerRegistry/registries/generateCredentials/action",
    "Microsoft.ContainerRegistry/registries/tokens/write",
    "Microsoft.ContainerRegistry/registries/scopeMaps/write",
    "Microsoft.ContainerRegistry/registries/tasks/write",
    "Microsoft.ContainerRegistry/registries/taskRuns/write",
    "Microsoft.ContainerRegistry/registries/scheduleRun/action",
    "Microsoft.ContainerRegistry/registries/listBuildSourceUploadUrl/action",
    // They copy images into other storage or other registries, and back.
    "Microsoft.ContainerRegistry/registries/exportPipelines/write",
    "Microsoft.ContainerRegistry/registries/importPipelines/write",
    "Microsoft.ContainerRegistry/registries/pipelineRuns/write",
    "Microsoft.ContainerRegistry/registries/connectedRegistries/write",
  ],
};

export function isPower(right: Right): right is Power {
  return right in POWERS;
}

export const POWER_NAMES = Object.keys(POWERS).filter((name): name is Power => name in POWERS);

/**
 * The actions that a registry checks, by the mode of its permissions. Azure, "Azure Container Registry Entra permissions
 * and role assignments overview". An import writes images as well.
 */
export const ACTIONS: Readonly<Record<"RBAC" | "ABAC", Readonly<Record<ImageRight, readonly string[]>>>> = {
  RBAC: {
    pull: ["Microsoft.ContainerRegistry/registries/pull/read"],
    push: [
      "Microsoft.ContainerRegistry/registries/push/write",
      "Microsoft.ContainerRegistry/registries/importImage/action",
    ],
    delete: ["Microsoft.ContainerRegistry/registries/artifacts/delete"],
  },
  ABAC: {
    pull: ["Microsoft.ContainerRegistry/registries/repositories/content/read"],
    push: ["Microsoft.ContainerRegistry/registries/repositories/content/write"],
    delete: ["Microsoft.ContainerRegistry/registries/repositories/content/delete"],
  },
};

/** What the permissions of a role are, in Azure's own words. */
export interface Permission {
  readonly actions: readonly string[];
  readonly notActions: readonly string[];
  readonly dataActions: readonly string[];
  readonly notDataActions: readonly string[];
}

export type Mode = "RBAC" | "ABAC";

/**
 * What the switch to ABAC mode takes away. Images are signed for Docker Content Trust, which registries in ABAC mode do
 * not support: Azure, "Azure Container Registry Entra permissions and role assignments overview".
 */
export type LostRight = ImageRight | "sign";

export const LOST_RIGHTS: readonly LostRight[] = [...RIGHTS, "sign"];

/** What a role allows on registries in each mode. */
export interface RoleRights extends Readonly<Record<Mode, readonly ImageRight[]>> {
  /** What it allows in both. */
  readonly powers: readonly Power[];
  /** What it allows in RBAC mode alone. Signing counts where that is all: nothing can replace it, and managers seldom sign. */
  readonly loses: readonly LostRight[];
  /** Whether it is for images alone, such as AcrPull. */
  readonly imagesOnly?: boolean;
}

/**
 * What lets somebody act as an identity. Azure, "Azure built-in roles for Identity", writes the first of them with an
 * asterisk. By a federated credential, tokens of somebody else's stand for it.
 */
const ACTING = [
  "Microsoft.ManagedIdentity/userAssignedIdentities/*/assign/action",
  "Microsoft.ManagedIdentity/userAssignedIdentities/assign/action",
  "Microsoft.ManagedIdentity/userAssignedIdentities/write",
  "Microsoft.ManagedIdentity/userAssignedIdentities/federatedIdentityCredentials/write",
];

export function isActing(permissions: readonly Permission[]): boolean {
  return ACTING.some((action) => permissions.some((permission) => allows(permission, "RBAC", action)));
}

/** Images are imported in both modes: Azure, "Azure Container Registry roles directory reference". */
const [PUSH] = ACTIONS.RBAC.push;

const SIGN = "Microsoft.ContainerRegistry/registries/sign/write";

export function rightsOf(permissions: readonly Permission[]): RoleRights {
  const isIn = (mode: Mode, actions: readonly string[]) =>
    actions.some((action) => permissions.some((permission) => allows(permission, mode, action)));
  const RBAC = RIGHTS.filter((right) => isIn("RBAC", ACTIONS.RBAC[right]));
  const ABAC = RIGHTS.filter((right) => isIn("ABAC", ACTIONS.ABAC[right]));
  const lost = RBAC.filter((right) => !ABAC.includes(right) && (right !== "push" || isIn("RBAC", [PUSH])));
  const isSigner = lost.length === 0 && isIn("RBAC", [SIGN]);
  const actions = permissions.flatMap((permission) => permission.actions);
  const isForImages = actions.length > 0 && actions.every((action) => IMAGE_ACTIONS.includes(action.toLowerCase()));
  return {
    RBAC,
    ABAC,
    powers: POWER_NAMES.filter((power) => isIn("RBAC", POWERS[power])),
    loses: isSigner ? ["sign"] : lost,
    ...(isForImages ? { imagesOnly: true } : {}),
  };
}

const IMAGE_ACTIONS = Object.values(ACTIONS.RBAC).map(([action]) => action.toLowerCase());

/** A permission's exceptions apply to that permission only. Azure, "Understand Azure role definitions". */
function allows(permission: Permission, mode: Mode, action: string): boolean {
  const [allowed, excepted] =
    mode === "RBAC" ? [permission.actions, permission.notActions] : [permission.dataActions, permission.notDataActions];
  return allowed.some((pattern) => matches(pattern, action)) && !excepted.some((pattern) => matches(pattern, action));
}

/** Whether an action matches a pattern, in which an asterisk stands for any text. Case does not matter. */
export function matches(pattern: string, action: string): boolean {
  const parts = pattern.toLowerCase().split("*");
  const text = action.toLowerCase();
  const [first] = parts;
  const last = parts[parts.length - 1];
  if (parts.length === 1) {
    return text === first;
  }
  if (!text.startsWith(first) || !text.endsWith(last) || text.length < first.length + last.length) {
    return false;
  }
  let position = first.length;
  for (const part of parts.slice(1, -1)) {
    const found = text.indexOf(part, position);
    if (found === -1 || found + part.length > text.length - last.length) {
      return false;
    }
    position = found + part.length;
  }
  return true;
}
