/** What a person or a machine may do with the images of a registry. */
export type Right = "pull" | "push" | "delete";

export const RIGHTS: readonly Right[] = ["pull", "push", "delete"];

/**
 * The actions that a registry checks, by the mode of its permissions. Azure, "Azure Container Registry Entra permissions
 * and role assignments overview". An import writes images as well.
 */
export const ACTIONS: Readonly<Record<"RBAC" | "ABAC", Readonly<Record<Right, readonly string[]>>>> = {
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

export interface RoleRights {
  /** On registries in RBAC mode. */
  readonly RBAC: readonly Right[];
  /** On registries in ABAC mode. */
  readonly ABAC: readonly Right[];
}

export function rightsOf(permissions: readonly Permission[]): RoleRights {
  const isIn = (mode: keyof RoleRights, right: Right) =>
    ACTIONS[mode][right].some((action) => permissions.some((permission) => allows(permission, mode, action)));
  return {
    RBAC: RIGHTS.filter((right) => isIn("RBAC", right)),
    ABAC: RIGHTS.filter((right) => isIn("ABAC", right)),
  };
}

/** A permission's exceptions apply to that permission only. Azure, "Understand Azure role definitions". */
function allows(permission: Permission, mode: keyof RoleRights, action: string): boolean {
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
