import type { ITerraformDependable } from "cdktf";
import type { IConstruct } from "constructs";

/** The type of a principal of Microsoft Entra ID, as Azure stores it with a role assignment. */
export enum PrincipalType {
  /** A service principal or a managed identity. */
  SERVICE_PRINCIPAL = "ServicePrincipal",

  /** A security group: all of its members. */
  GROUP = "Group",

  /** A person. */
  USER = "User",
}

/**
 * A Microsoft Entra identity that can be allowed to pull: a cluster's kubelet identity, a service principal, the
 * identity of service accounts, or what `EntraPrincipal` names.
 */
export interface IRegistryGrantee extends IConstruct {
  /** Object id (a GUID) of the identity. Not its client id, and not the control plane identity of a cluster. */
  readonly principalId: string;

  /** Called once for each new grant, so that the grantee can make its dependents wait for it. */
  bindGrant(grant: IRegistryGrant): void;
}

/** What allows pulling, or pulling and pushing: a role assignment for each mode that the registry may be in. */
export interface IRegistryGrant {
  /** What must exist before the grant has an effect: `dependsOn: registry.grantPull(cluster).requires`. */
  readonly requires: ITerraformDependable[];

  /** Resource ids of the role assignments: that of RBAC mode first, or that of the mode that is stated. */
  readonly roleAssignmentIds: string[];
}
