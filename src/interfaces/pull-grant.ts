import type { ITerraformDependable } from "cdktf";
import type { IConstruct } from "constructs";

/**
 * A Microsoft Entra identity that can be allowed to pull: a cluster's kubelet identity, a service principal, or the
 * identity of service accounts.
 */
export interface IPullGrantee extends IConstruct {
  /** Object id (a GUID) of the identity. Not its client id, and not the control plane identity of a cluster. */
  readonly pullPrincipalId: string;

  /** Called once for each new grant, so that the grantee can make its dependents wait for it. */
  bindPullGrant(grant: IPullGrant): void;
}

/** A role assignment that allows pulling. Usable in `dependsOn`. */
export interface IPullGrant extends ITerraformDependable {
  /** Resource id of the role assignment. */
  readonly roleAssignmentId: string;
}
