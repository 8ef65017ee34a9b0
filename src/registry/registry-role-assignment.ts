import type * as roleAssignment from "@cdktf/provider-azurerm/lib/role-assignment";
import { Fn, type IResolvable, type ITerraformDependable, type TerraformResourceLifecycle, Token } from "cdktf";
import { Construct } from "constructs";
import { type IContainerRegistry, type IRegistryGrant, PrincipalType, RegistryRoleAssignmentMode } from "../interfaces";
import { hint } from "../private/error-topics";
import { fail } from "../private/fail";
import { moveFrom } from "../private/former-path";
import { lazy } from "../private/lazy";
import { isOverridden } from "../private/ownership/arguments";
import { ImportBlock } from "../private/rendering/import-block";
import { operand } from "../private/rendering/operand";
import { Rules } from "../private/rules";
import { RULES } from "../private/text-rules";
import { warn } from "../private/warn";
import type { AccessRoles } from "./private/access-roles";
import { checkRepositories, repositoryCondition } from "./private/repositories";
import type { PullRoleAssignmentProps } from "./pull-role-assignment-props";

const bindings = lazy<typeof roleAssignment>(() => require("@cdktf/provider-azurerm/lib/role-assignment"));

const { RBAC, ABAC } = RegistryRoleAssignmentMode;

/** @internal What all grants on a registry share. */
export class RegistryRoleAssignment extends Construct implements IRegistryGrant {
  /** @internal The registry, or its resource id; undefined where they are many. */
  public readonly _target?: IContainerRegistry | string;

  private readonly assignments: readonly roleAssignment.RoleAssignment[];
  private movedFrom?: string;

  /**
   * @param registry if there is a construct of it
   * @throws if the registry id is not the resource id of a registry, if the object id is not a GUID, if repositories
   * are given and the mode is neither ABAC nor EITHER, or break the rules of the registry, if an existing assignment is
   * given together with `forEach`, or if the former path is the present one
   */
  constructor(
    scope: Construct,
    id: string,
    props: PullRoleAssignmentProps,
    private readonly roles: AccessRoles,
    registry?: IContainerRegistry,
  ) {
    super(scope, id);
    const rules = new Rules(this);
    props = rules.props(props, "PullRoleAssignmentProps");
    const { registryId, existingRoleAssignmentId } = props;
    rules.text("registryId", registryId, RULES.registryId);
    rules.text("principalId", props.principalId, RULES.objectId);
    this._target = registry ?? (props.forEach === undefined ? registryId : undefined);
    if (existingRoleAssignmentId !== undefined) {
      checkExistingAssignment(rules, existingRoleAssignmentId, registryId, props.forEach !== undefined);
    }
    this.assignments = this.assign(props, rules);
    const [first] = this.assignments;
    this.node.defaultChild = first;
    if (existingRoleAssignmentId !== undefined) {
      new ImportBlock(first, { id: existingRoleAssignmentId });
    }
    if (props.movedFrom !== undefined) {
      this._moveFrom(props.movedFrom);
    }
  }

  /** @throws with `forEach`, which creates role assignments for each element */
  public get roleAssignmentIds(): string[] {
    return this.assignments.map((assignment) => {
      if (assignment.forEach) {
        fail(this, {
          property: "roleAssignmentIds",
          must: "be read without forEach, which creates assignments for each element",
          repair: "build an expression from `fqn` of `requires`, such as values(azurerm_role_assignment.<id>)[*].id",
        });
      }
      return assignment.id;
    });
  }

  public get requires(): ITerraformDependable[] {
    return [...this.assignments];
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

  /**
   * Each role has an id of its own, so that a change of the mode adds or deletes one assignment. None waits for another: where Azure
   * refuses one of them, the other one is there.
   */
  private assign(props: PullRoleAssignmentProps, rules: Rules): roleAssignment.RoleAssignment[] {
    const { roleAssignmentMode: mode, repositories } = props;
    const { rbac, abac, abacId } = this.roles;
    const { RoleAssignment } = bindings();
    const condition = repositories && this.conditionFor(mode, repositories);
    const common = assignmentConfig(props, rules);
    const assignments: roleAssignment.RoleAssignment[] = [];
    if (mode !== ABAC) {
      assignments.push(new RoleAssignment(this, "Default", { ...common, roleDefinitionName: rbac }));
    }
    if (mode !== RBAC) {
      const limit = { condition, conditionVersion: condition && "2.0" };
      assignments.push(new RoleAssignment(this, abacId, { ...common, roleDefinitionName: abac, ...limit }));
    }
    for (const assignment of assignments) {
      assignment.lifecycle = ignoringDescription(assignment, common.lifecycle);
    }
    return assignments;
  }

  private conditionFor(mode: RegistryRoleAssignmentMode | undefined, repositories: string[]): string | undefined {
    const { rbac, access } = this.roles;
    if (mode === undefined || mode === RBAC) {
      fail(this, {
        property: "repositories",
        must: `be left out unless roleAssignmentMode is ABAC or EITHER, since ${rbac} covers the whole registry`,
        got: repositories.join(", "),
        repair:
          "set RegistryRoleAssignmentMode.ABAC if the registry is in that mode, EITHER if it is about to be, or use a RegistryToken",
        see: "repositories-in-rbac-mode",
      });
    }
    checkRepositories(this, repositories);
    if (mode === RegistryRoleAssignmentMode.EITHER) {
      warn(
        this,
        `repositories limit a registry in ABAC mode only: until it is, ${rbac} covers the whole registry; ` +
          `set RegistryRoleAssignmentMode.ABAC once it is; ${hint("repositories-in-rbac-mode")}`,
      );
    }
    return repositoryCondition(this, repositories, access);
  }
}

type AssignmentConfig = Omit<
  roleAssignment.RoleAssignmentConfig,
  "roleDefinitionName" | "condition" | "conditionVersion"
>;

/**
 * What both roles share. They are assigned by name: the provider stores a role definition id in a longer form and would
 * replace the assignment in every plan.
 */
function assignmentConfig(props: PullRoleAssignmentProps, rules: Rules): AssignmentConfig {
  const { principalType = PrincipalType.SERVICE_PRINCIPAL } = props;
  return {
    forEach: props.forEach,
    scope: props.registryId,
    principalId: props.principalId,
    // A new identity takes minutes to reach all of Entra. With its type given and the lookup skipped, Azure assigns the
    // role at once; otherwise it answers 400 PrincipalNotFound for up to half an hour. azurerm makes a service principal
    // of whatever it does not look up.
    principalType,
    skipServicePrincipalAadCheck: principalType === PrincipalType.SERVICE_PRINCIPAL ? true : undefined,
    provider: props.provider,
    lifecycle: rules.lifecycle(),
  };
}

/**
 * What an apply leaves as it is. Not `leaveIfUnstated`: its override takes a tenth of the time in which a grant is created
 * and rendered.
 */
function ignoringDescription(
  assignment: roleAssignment.RoleAssignment,
  lifecycle: TerraformResourceLifecycle | undefined,
): TerraformResourceLifecycle {
  return {
    ...lifecycle,
    get ignoreChanges() {
      // Azure does not store it, so an imported assignment would show a change in every plan.
      const ignored = ["skip_service_principal_aad_check"];
      // azurerm 4 replaces an assignment that somebody else describes. A condition that nobody states is none, on purpose.
      const isStated = assignment.descriptionInput !== undefined || isOverridden(assignment, "description");
      return isStated ? ignored : ["description", ...ignored];
    },
  };
}

/** The import of an assignment on another registry would destroy that one. */
function checkExistingAssignment(rules: Rules, existing: string, registryId: string, isForEach: boolean): void {
  rules.text("existingRoleAssignmentId", existing, RULES.roleAssignmentId, {
    atPlan: "the scope below is checked, and Terraform imports nothing by a malformed id",
  });
  rules.that(isWithin(existing, registryId), {
    property: "existingRoleAssignmentId",
    must: "be an assignment on the registry itself, or the import would replace it",
    got: existing,
    repair: "use the one whose scope is the registry",
    see: "existing-role-assignment",
  });
  if (isForEach) {
    fail(rules.construct, {
      property: "existingRoleAssignmentId",
      must: "be left out with forEach",
      got: existing,
      repair: "run `terraform import` for the address of each element",
      see: "existing-role-assignment",
    });
  }
}

function isWithin(id: string, scope: string): boolean | IResolvable {
  if (Token.isUnresolved(id) || Token.isUnresolved(scope)) {
    return Fn.startswith(Fn.lower(operand(id)), Fn.lower(Fn.join("", [operand(scope), "/"])));
  }
  return id.toLowerCase().startsWith(`${scope.toLowerCase()}/`);
}
