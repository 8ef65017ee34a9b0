import type { IConstruct } from "constructs";
import { RegistryPermissionMode } from "../../../interfaces";
import { checkOneOf } from "../../private/one-of";

/** Azure's own names of the modes are others. */
export function checkPermissionMode(scope: IConstruct, mode: string): void {
  checkOneOf(
    scope,
    "permissionMode",
    mode,
    RegistryPermissionMode,
    "use RegistryPermissionMode.ABAC for what Azure calls AbacRepositoryPermissions, and RBAC for LegacyRegistryPermissions",
  );
}
