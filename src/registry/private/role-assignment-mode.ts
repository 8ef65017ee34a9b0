import type { TerraformResource } from "cdktf";
import { RegistryPermissionMode } from "../../interfaces";
import { initialText } from "../../private/ownership/initial";

/** In place of a mode: the registry keeps the one that it has. */
export const MIGRATING = Symbol("migrating");

const modes = new WeakMap<TerraformResource, string | typeof MIGRATING>();

/**
 * Registers the mode of a registry that this package creates. azurerm 4.55 has no argument for it; a newer generation
 * does.
 */
export function setPermissionMode(registry: TerraformResource, mode: RegistryPermissionMode | undefined): void {
  modes.set(registry, roleAssignmentMode(mode));
}

/** For bindings of azurerm 5 and later, which have the argument; those of azurerm 4 leave it out. */
export function permissionArguments(mode: RegistryPermissionMode | undefined): {
  readonly roleAssignmentMode?: string;
} {
  const argument = roleAssignmentMode(mode);
  return argument === MIGRATING ? {} : { roleAssignmentMode: argument };
}

/** The argument of azurerm 5. Undefined for a registry that this package does not create. */
export function roleAssignmentModeOf(registry: TerraformResource): string | typeof MIGRATING | undefined {
  return modes.get(registry);
}

function roleAssignmentMode(mode: RegistryPermissionMode | undefined): string | typeof MIGRATING {
  switch (mode) {
    case RegistryPermissionMode.ABAC:
      return "AbacRepositoryPermissions";
    case RegistryPermissionMode.MIGRATING:
    case RegistryPermissionMode.SWITCHING:
    case RegistryPermissionMode.REMOVING:
      return MIGRATING;
    case RegistryPermissionMode.RBAC:
      return "LegacyRegistryPermissions";
    default:
      // Sent to create it, since Azure's default is to become ABAC; whoever switches the mode later is not reverted.
      return initialText("LegacyRegistryPermissions");
  }
}
