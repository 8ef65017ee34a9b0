import type * as roleAssignment from "@cdktf/provider-azurerm/lib/role-assignment";
import type { RoleAssignment } from "@cdktf/provider-azurerm/lib/role-assignment";
import { Construct } from "constructs";
import type { IPullGrant } from "../interfaces";
import { conditions } from "../private/conditions";
import { lazy } from "../private/lazy";
import { lifecycle } from "../private/lifecycle";
import { check, RULES } from "../private/naming";

const bindings = lazy<typeof roleAssignment>(() => require("@cdktf/provider-azurerm/lib/role-assignment"));

export interface PullRoleAssignmentProps {
  /** Resource id of the registry. It may lie in another subscription, never in another tenant. */
  readonly registryId: string;

  /** Object id (a GUID) of the identity that may pull: a kubelet identity or a service principal. Never a client id. */
  readonly principalObjectId: string;
}

/**
 * Allows one identity to pull from one registry: the role AcrPull, on the registry and nothing above it (Azure, "Azure
 * Container Registry Entra permissions and role assignments overview"). No secret lands in the state.
 *
 * Every argument of a role assignment is fixed: changing the registry or the identity replaces it, and pulls fail in between.
 * The identity that applies needs `Microsoft.Authorization/roleAssignments/write` on the registry.
 */
export class PullRoleAssignment extends Construct implements IPullGrant {
  private readonly assignment: RoleAssignment;

  /** @throws when the registry id is no resource id of a registry, or when the object id is no GUID */
  constructor(scope: Construct, id: string, props: PullRoleAssignmentProps) {
    super(scope, id);
    check(this, "registryId", props.registryId, RULES.registryId);
    check(this, "principalObjectId", props.principalObjectId, RULES.objectId);
    const precondition = [
      ...conditions(this, "registryId", props.registryId, RULES.registryId),
      ...conditions(this, "principalObjectId", props.principalObjectId, RULES.objectId),
    ];
    this.assignment = new (bindings().RoleAssignment)(this, "Default", {
      scope: props.registryId,
      // By name: the provider keeps a role definition id in a longer form and would replace the assignment in every plan.
      roleDefinitionName: "AcrPull",
      principalId: props.principalObjectId,
      // A new identity takes minutes to reach all of Entra. Naming its type and skipping the look-up lets Azure assign at once,
      // where it would answer 400 PrincipalNotFound for up to half an hour.
      principalType: "ServicePrincipal",
      skipServicePrincipalAadCheck: true,
      lifecycle: lifecycle({ precondition }),
    });
  }

  public get roleAssignmentId(): string {
    return this.assignment.id;
  }

  public get fqn(): string {
    return this.assignment.fqn;
  }
}
