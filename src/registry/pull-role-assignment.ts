import type * as roleAssignment from "@cdktf/provider-azurerm/lib/role-assignment";
import { type ITerraformIterator, type Precondition, type TerraformProvider, TerraformResource } from "cdktf";
import { Construct } from "constructs";
import { type GrantPullOptions, type IPullGrant, RegistryPermissionMode } from "../interfaces";
import { hint } from "../private/error-topics";
import { fail } from "../private/fail";
import { moveFrom } from "../private/former-path";
import * as kinds from "../private/kinds";
import { lazy } from "../private/lazy";
import { leaveIfUnstated } from "../private/ownership/unstated";
import { ImportBlock } from "../private/rendering/import-block";
import { Rules } from "../private/rules";
import { RULES } from "../private/text-rules";
import { warn } from "../private/warn";
import { checkExistingAssignment } from "./private/existing-assignment";
import { noteTarget } from "./private/grant-target";
import { checkRepositories, repositoryCondition } from "./private/repositories";
import { COMMON_SHAPE, GRANT_PULL_SHAPE } from "./private/shapes";
import { untraced } from "./private/untraced";

const bindings = lazy<typeof roleAssignment>(() => require("@cdktf/provider-azurerm/lib/role-assignment"));

/** Registries in ABAC mode ignore it. */
const ACR_PULL = "AcrPull";

/** Registries in RBAC mode ignore it. */
const REPOSITORY_READER = "Container Registry Repository Reader";

export interface PullRoleAssignmentProps extends GrantPullOptions {
  /** Resource id of the registry. It may be in another subscription, but not in another tenant. */
  readonly registryId: string;

  /** Object id (a GUID) of the identity that may pull: a kubelet identity or a service principal. Not a client id. */
  readonly principalObjectId: string;

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

const SHAPE: kinds.Shape<PullRoleAssignmentProps> = {
  ...COMMON_SHAPE,
  ...GRANT_PULL_SHAPE,
  registryId: kinds.text,
  principalObjectId: kinds.text,
  forEach: kinds.optional(kinds.iterator),
};

/**
 * Allows one identity to pull from one registry, and grants nothing above it: the role AcrPull in RBAC mode, Container
 * Registry Repository Reader in ABAC mode, which can be limited to repositories, and both while a registry migrates
 * (Azure, "Azure Container Registry Entra permissions and role assignments overview"). No secret lands in the state.
 *
 * Changing the registry or the identity replaces the role assignment, and pulls fail until the registry honors the new
 * one. So does changing the repositories, unless the provider is azurerm 5.2 or later
 * (`ProviderGeneration.useAzurerm5`), which updates the condition of an assignment in place. The identity that runs
 * Terraform needs `Microsoft.Authorization/roleAssignments/write` on the registry.
 *
 * @example
 * const grants = new TerraformVariable(this, "grants", { type: "map(object({ registry_id = string, object_id = string }))" });
 * const grant = TerraformIterator.fromMap(grants.value);
 * new PullRoleAssignment(this, "pull", {
 *   forEach: grant,
 *   registryId: grant.getString("registry_id"),
 *   principalObjectId: grant.getString("object_id"),
 * });
 */
export class PullRoleAssignment extends Construct implements IPullGrant {
  private readonly assignment: roleAssignment.RoleAssignment;
  private movedFrom?: string;

  /**
   * @throws if the registry id is not the resource id of a registry, if the object id is not a GUID, if repositories
   * are given in RBAC mode or break the rules of the registry, if an existing assignment is given together with
   * `forEach`, or if the former path is the present one
   */
  constructor(scope: Construct, id: string, props: PullRoleAssignmentProps) {
    super(scope, id);
    const rules = new Rules(this);
    props = rules.props(props, SHAPE);
    const { registryId, existingRoleAssignmentId } = props;
    const mode = props.permissionMode ?? RegistryPermissionMode.RBAC;
    rules.text("registryId", registryId, RULES.registryId);
    rules.text("principalObjectId", props.principalObjectId, RULES.objectId);
    const condition = this.conditionFor(mode, props.repositories);
    if (existingRoleAssignmentId !== undefined) {
      checkExistingAssignment(rules, existingRoleAssignmentId, registryId, props.forEach !== undefined);
    }
    const config = assignmentConfig(props, rules);
    const [role, other] = pullRoles(mode, condition);
    const { RoleAssignment } = bindings();
    const assign = (assigned: PullRole, dependsOn?: TerraformResource[]) =>
      untraced(() => new RoleAssignment(this, assigned.id, { ...config, ...assigned.config, dependsOn }));
    const first = assign(role);
    // Whatever waits for the second one then waits for both.
    const second = other && assign(other, [first]);
    this.assignment = second ?? first;
    this.node.defaultChild = this.assignment;
    if (props.forEach === undefined) {
      noteTarget(this, { registry: registryId, principalObjectId: props.principalObjectId });
    }
    for (const assignment of this.assignments) {
      // azurerm 4 replaces an assignment that somebody else describes. A condition that nobody states is none, on purpose.
      leaveIfUnstated(assignment, ["description"]);
    }
    if (existingRoleAssignmentId !== undefined) {
      new ImportBlock(this.assignment, { id: existingRoleAssignmentId });
    }
    if (props.movedFrom !== undefined) {
      this._moveFrom(props.movedFrom);
    }
  }

  /** @throws with `forEach`, which creates a role assignment for each element */
  public get roleAssignmentId(): string {
    if (this.assignment.forEach) {
      fail(this, {
        property: "roleAssignmentId",
        must: "be read from a single assignment",
        repair: "build an expression from `fqn`, such as values(azurerm_role_assignment.<id>)[*].id",
      });
    }
    return this.assignment.id;
  }

  public get fqn(): string {
    return this.assignment.fqn;
  }

  /** @internal Fails the plan where it does not hold, whether the assignment changes or not. */
  public _demand(condition: Precondition): void {
    const { precondition = [], ...lifecycle } = this.assignment.lifecycle ?? {};
    this.assignment.lifecycle = { ...lifecycle, precondition: [...precondition, condition] };
  }

  /** @internal Keeps the assignments that this construct had at another path of the stack. */
  public _moveFrom(path: string): void {
    if (path === this.movedFrom) {
      return;
    }
    if (this.movedFrom !== undefined) {
      fail(this, {
        property: "movedFrom",
        must: `be the same in each call, but the first one has '${this.movedFrom}'`,
        got: path,
        repair: "give the path of the last deployment",
        see: "moved-from",
      });
    }
    this.movedFrom = path;
    moveFrom(this, path);
  }

  /** @internal The same where the construct above has moved, unless a path of its own is stated. */
  public _moveWith(formerScope: string): void {
    if (this.movedFrom === undefined) {
      this._moveFrom(`${formerScope}/${this.node.id}`);
    }
  }

  /** One, or two while the registry migrates. */
  private get assignments(): TerraformResource[] {
    return this.node.children.filter(TerraformResource.isTerraformResource);
  }

  private conditionFor(mode: RegistryPermissionMode, repositories: string[] | undefined): string | undefined {
    if (!repositories) {
      return undefined;
    }
    if (mode === RegistryPermissionMode.RBAC) {
      fail(this, {
        property: "repositories",
        must: "be left out for a registry in RBAC mode, where AcrPull covers all of them",
        got: repositories.join(", "),
        repair:
          "use a RegistryToken, or change the registry's mode and set permissionMode: RegistryPermissionMode.ABAC",
        see: "repositories-in-rbac-mode",
      });
    }
    checkRepositories(this, repositories);
    if (mode === RegistryPermissionMode.MIGRATING || mode === RegistryPermissionMode.SWITCHING) {
      warn(
        this,
        `repositories restrict nothing until the migration is complete: AcrPull covers the whole ` +
          `registry; set permissionMode: RegistryPermissionMode.ABAC once the registry is in that mode; ${hint("repositories-in-rbac-mode")}`,
      );
    }
    return repositoryCondition(this, repositories);
  }
}

interface PullRole {
  readonly id: string;
  readonly config: Pick<roleAssignment.RoleAssignmentConfig, "roleDefinitionName" | "condition" | "conditionVersion">;
}

/** Each role has an id of its own, so that a migration adds one assignment and later removes the other. */
function pullRoles(mode: RegistryPermissionMode, condition: string | undefined): [PullRole, PullRole?] {
  const conditionVersion = condition && "2.0";
  const reader = {
    id: "RepositoryReader",
    config: { roleDefinitionName: REPOSITORY_READER, condition, conditionVersion },
  };
  const pull = { id: "Default", config: { roleDefinitionName: ACR_PULL } };
  switch (mode) {
    case RegistryPermissionMode.RBAC:
      return [pull];
    case RegistryPermissionMode.ABAC:
    case RegistryPermissionMode.REMOVING:
      return [reader];
    default:
      return [reader, pull];
  }
}

type AssignmentConfig = Omit<roleAssignment.RoleAssignmentConfig, keyof PullRole["config"]>;

/**
 * What both roles share. They are assigned by name: the provider stores a role definition id in a longer form and would
 * replace the assignment in every plan.
 */
function assignmentConfig(props: PullRoleAssignmentProps, rules: Rules): AssignmentConfig {
  return {
    forEach: props.forEach,
    scope: props.registryId,
    principalId: props.principalObjectId,
    // A new identity takes minutes to reach all of Entra. With its type given and the lookup skipped, Azure assigns the
    // role at once; otherwise it answers 400 PrincipalNotFound for up to half an hour.
    principalType: "ServicePrincipal",
    skipServicePrincipalAadCheck: true,
    provider: props.provider,
    // Azure does not store the argument, so an imported assignment would show a change in every plan.
    lifecycle: rules.lifecycle({ ignoreChanges: ["skip_service_principal_aad_check"] }),
  };
}
