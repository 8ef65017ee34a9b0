import type { TerraformResource } from "cdktf";
import type { RegistryPermissionMode } from "../../interfaces";

const modes = new WeakMap<TerraformResource, RegistryPermissionMode>();

/**
 * Registers the mode of a registry that this package creates. azurerm 4 has no argument for it; a newer generation
 * does.
 */
export function setPermissionMode(registry: TerraformResource, mode: RegistryPermissionMode): void {
  modes.set(registry, mode);
}

export function permissionModeOf(registry: TerraformResource): RegistryPermissionMode | undefined {
  return modes.get(registry);
}
