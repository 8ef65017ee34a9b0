import type { TerraformProvider } from "cdktf";
import { type GrantPullOptions, RegistryPermissionMode } from "../../interfaces";
import * as kinds from "../../private/kinds";

/** What all ways to a registry and to a role assignment on it have in common. */
export interface CommonOptions {
  readonly permissionMode?: RegistryPermissionMode;
  readonly provider?: TerraformProvider;
}

/** Azure has names of its own for the permission modes. */
const PERMISSION_MODE_REPAIR =
  "use RegistryPermissionMode.ABAC for what Azure calls AbacRepositoryPermissions, " +
  "and RBAC for LegacyRegistryPermissions";

export const PERMISSION_MODE = kinds.optional(kinds.oneOf(RegistryPermissionMode, { repair: PERMISSION_MODE_REPAIR }));

export const COMMON_SHAPE: kinds.Shape<CommonOptions> = {
  permissionMode: PERMISSION_MODE,
  provider: kinds.optional(kinds.provider("azurerm")),
};

export const GRANT_PULL_SHAPE: kinds.Shape<GrantPullOptions> = {
  repositories: kinds.optional(kinds.texts),
  existingRoleAssignmentId: kinds.optional(kinds.text),
  movedFrom: kinds.optional(kinds.text),
};
