import type * as roleAssignment from "@cdktf/provider-azurerm/lib/role-assignment";
import { Fn, type IResolvable, type Precondition, type TerraformResource, Token } from "cdktf";
import { Construct } from "constructs";
import { type IRegistryGrant, PrincipalType, RegistryRoleAssignmentMode } from "../interfaces";
import { hint } from "../private/error-topics";
import { fail } from "../private/fail";
import { moveFrom } from "../private/former-path";
import { lazy } from "../private/lazy";
import { leaveIfUnstated } from "../private/ownership/unstated";
import { ImportBlock } from "../private/rendering/import-block";
import { operand } from "../private/rendering/operand";
import { Rules } from "../private/rules";
import { RULES } from "../private/text-rules";
import { warn } from "../private/warn";
import type { AccessRoles } from "./private/access-roles";
import { noteTarget } from "./private/granted-registry";
import { identityOfId } from "./private/registry-identity";
import { checkRepositories, repositoryCondition } from "./private/repositories";
import { tellOfUnstatedMode } from "./private/unstated-mode";
import type { PullRoleAssignmentProps } from "./pull-role-assignment-props";

const bindings = lazy<typeof roleAssignment>(() => require("@cdktf/provider-azurerm/lib/role-assignment"));

/** @internal What all grants on a registry share. */
export class RegistryRoleAssignment extends Construct implements IRegistryGrant {
  private readonly assignment: roleAssignment.RoleAssignment;
  private movedFrom?: string;

  /**
   * @throws if the registry id is not the resource id of a registry, if the object id is not a GUID, if repositories
   * are given in RBAC mode or break the rules of the registry, if an existing assignment is given together with
   * `forEach`, or if the former path is the present one
   */
  constructor(
    scope: Construct,
    id: string,
    props: PullRoleAssignmentProps,
    private readonly roles: AccessRoles,
  ) {
    super(scope, id);
    const rules = new Rules(this);
    props = rules.props(props, "PullRoleAssignmentProps");
    const { registryId, existingRoleAssignmentId } = props;
    const mode = props.roleAssignmentMode ?? RegistryRoleAssignmentMode.RBAC;
    rules.text("registryId", registryId, RULES.registryId);
    rules.text("principalId", props.principalId, RULES.objectId);
    if (props.roleAssignmentMode === undefined) {
      tellOfUnstatedMode(this, identityOfId(this, registryId));
    }
    const condition = this.conditionFor(mode, props.repositories);
    if (existingRoleAssignmentId !== undefined) {
      checkExistingAssignment(rules, existingRoleAssignmentId, registryId, props.forEach !== undefined);
    }
    const config = assignmentConfig(props, rules);
    const [role, other] = rolesFor(roles, mode, condition);
    const { RoleAssignment } = bindings();
    const assign = (assigned: AssignedRole, dependsOn?: TerraformResource[]) =>
      untraced(() => new RoleAssignment(this, assigned.id, { ...config, ...assigned.config, dependsOn }));
    const first = assign(role);
    // Whatever waits for the second one then waits for both.
    const assignments = other ? [first, assign(other, [first])] : [first];
    this.assignment = assignments[assignments.length - 1];
    this.node.defaultChild = this.assignment;
    if (props.forEach === undefined) {
      noteTarget(this, registryId);
    }
    for (const assignment of assignments) {
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

  /** @internal Fails the plan where they do not hold, whether the assignment changes or not. Asked when it is rendered. */
  public _demand(conditions: () => readonly Precondition[]): void {
    const { precondition: own = [], ...lifecycle } = this.assignment.lifecycle ?? {};
    this.assignment.lifecycle = {
      ...lifecycle,
      // An empty list would show up in every plan.
      get precondition() {
        const all = [...own, ...conditions()];
        return all.length > 0 ? all : undefined;
      },
    };
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

  private conditionFor(mode: RegistryRoleAssignmentMode, repositories: string[] | undefined): string | undefined {
    if (!repositories) {
      return undefined;
    }
    if (mode === RegistryRoleAssignmentMode.RBAC || mode === RegistryRoleAssignmentMode.EITHER) {
      const may = mode === RegistryRoleAssignmentMode.RBAC ? "" : "that may be ";
      fail(this, {
        property: "repositories",
        must: `be left out for a registry ${may}in RBAC mode, where ${this.roles.rbac} covers all of them`,
        got: repositories.join(", "),
        repair:
          "use a RegistryToken, or change the registry's mode and set roleAssignmentMode: RegistryRoleAssignmentMode.ABAC",
        see: "repositories-in-rbac-mode",
      });
    }
    checkRepositories(this, repositories);
    if (mode === RegistryRoleAssignmentMode.MIGRATING || mode === RegistryRoleAssignmentMode.SWITCHING) {
      warn(
        this,
        `repositories restrict nothing until the migration is complete: ${this.roles.rbac} covers the whole ` +
          `registry; set roleAssignmentMode: RegistryRoleAssignmentMode.ABAC once the registry is in that mode; ${hint("repositories-in-rbac-mode")}`,
      );
    }
    return repositoryCondition(this, repositories, this.roles.access);
  }
}

interface AssignedRole {
  readonly id: string;
  readonly config: Pick<roleAssignment.RoleAssignmentConfig, "roleDefinitionName" | "condition" | "conditionVersion">;
}

/** Each role has an id of its own, so that a migration adds one assignment and later removes the other. */
function rolesFor(
  { rbac, abac, abacId }: AccessRoles,
  mode: RegistryRoleAssignmentMode,
  condition: string | undefined,
): [AssignedRole, AssignedRole?] {
  const conditionVersion = condition && "2.0";
  const ofAbac = { id: abacId, config: { roleDefinitionName: abac, condition, conditionVersion } };
  const ofRbac = { id: "Default", config: { roleDefinitionName: rbac } };
  switch (mode) {
    case RegistryRoleAssignmentMode.RBAC:
      return [ofRbac];
    case RegistryRoleAssignmentMode.ABAC:
    case RegistryRoleAssignmentMode.REMOVING:
      return [ofAbac];
    default:
      return [ofAbac, ofRbac];
  }
}

type AssignmentConfig = Omit<roleAssignment.RoleAssignmentConfig, keyof AssignedRole["config"]>;

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
    // Azure does not store the argument, so an imported assignment would show a change in every plan.
    lifecycle: rules.lifecycle({ ignoreChanges: ["skip_service_principal_aad_check"] }),
  };
}

/**
 * Creates a resource whose blocks do not record where they were created. That costs more than the whole grant, and cdktf
 * shows it only in errors about such a block.
 */
function untraced<T>(create: () => T): T {
  const { captureStackTrace } = Error;
  // Not by assignment, which throws where Node.js has frozen its own objects.
  Reflect.set(Error, "captureStackTrace", () => undefined);
  try {
    return create();
  } finally {
    Reflect.set(Error, "captureStackTrace", captureStackTrace);
  }
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
