/** What a person or a machine may do with the images of a registry. */
export type ImageRight = "pull" | "push" | "delete";

export const RIGHTS: readonly ImageRight[] = ["pull", "push", "delete"];

/** What leads to any right on images: assigning roles, or passwords of the registry and tasks that run in it. */
export type Power = "grant access" | "get credentials";

export type Right = ImageRight | Power;

/**
 * The actions that give a power, in either mode. Azure, "Assign Azure roles using the Azure portal", "Azure permissions for
 * Management and governance", "Azure permissions for Containers", and "Azure Container Registry roles directory reference": whoever may write a registry can
 * enable its admin account.
 */
export const POWERS: Readonly<Record<Power, readonly string[]>> = {
  "grant access": [
    "Microsoft.Authorization/roleAssignments/write",
    "Microsoft.Authorization/roleAssignmentScheduleRequests/write",
    "Microsoft.Authorization/roleEligibilityScheduleRequests/write",
    "Microsoft.Authorization/roleDefinitions/write",
    "Microsoft.Authorization/elevateAccess/action",
    "Microsoft.ManagedServices/registrationAssignments/write",
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

/** What a role allows on registries in each mode. */
export interface RoleRights extends Readonly<Record<Mode, readonly ImageRight[]>> {
  /** What it allows in both. */
  readonly powers: readonly Power[];
  /** Whether it may push only in that it may import images, which it may in both modes. */
  readonly importsOnly?: boolean;
}

export function rightsOf(permissions: readonly Permission[]): RoleRights {
  const isIn = (mode: Mode, actions: readonly string[]) =>
    actions.some((action) => permissions.some((permission) => allows(permission, mode, action)));
  const [push, imports] = ACTIONS.RBAC.push;
  return {
    ...(isIn("RBAC", [imports]) && !isIn("RBAC", [push]) ? { importsOnly: true } : {}),
    RBAC: RIGHTS.filter((right) => isIn("RBAC", ACTIONS.RBAC[right])),
    ABAC: RIGHTS.filter((right) => isIn("ABAC", ACTIONS.ABAC[right])),
    powers: POWER_NAMES.filter((power) => isIn("RBAC", POWERS[power])),
  };
}

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
