import type { ITerraformIterator, TerraformProvider } from "cdktf";
import type { GrantOptions, PrincipalType, RegistryRoleAssignmentMode } from "../interfaces";

export interface PullRoleAssignmentProps extends GrantOptions {
  /** Resource id of the registry. It may be in another subscription, but not in another tenant. */
  readonly registryId: string;

  /** Object id (a GUID) of the identity that may pull: a kubelet identity or a service principal. Not a client id. */
  readonly principalId: string;

  /** Azure refuses an assignment of another type. @default PrincipalType.SERVICE_PRINCIPAL */
  readonly principalType?: PrincipalType;

  /** Which role assignments the registry honors. @default - unknown, so that the roles of both modes are assigned */
  readonly roleAssignmentMode?: RegistryRoleAssignmentMode;

  /** Grants for each element; `registryId` and `principalId` are built from its values. @default - one grant */
  readonly forEach?: ITerraformIterator;

  /** An azurerm provider for the registry's subscription. @default - the stack's only azurerm provider */
  readonly provider?: TerraformProvider;
}
