import type { ITerraformIterator, TerraformProvider } from "cdktf";
import type { GrantPullOptions, PrincipalType, RegistryPermissionMode } from "../interfaces";

export interface PullRoleAssignmentProps extends GrantPullOptions {
  /** Resource id of the registry. It may be in another subscription, but not in another tenant. */
  readonly registryId: string;

  /** Object id (a GUID) of the identity that may pull: a kubelet identity or a service principal. Not a client id. */
  readonly principalObjectId: string;

  /** Azure refuses an assignment of another type. @default PrincipalType.SERVICE_PRINCIPAL */
  readonly principalType?: PrincipalType;

  /** Which role assignments the registry honors. @default RegistryPermissionMode.RBAC */
  readonly permissionMode?: RegistryPermissionMode;

  /**
   * Creates one assignment for each element; `registryId` and `principalObjectId` are built from its values.
   *
   * @default - one assignment
   */
  readonly forEach?: ITerraformIterator;

  /** @default - the stack's only azurerm provider */
  readonly provider?: TerraformProvider;
}
