import type * as roleAssignment from "@cdktf/provider-azurerm/lib/role-assignment";
import { Annotations, Fn, type ITerraformIterator, type Precondition, type TerraformProvider, Token } from "cdktf";
import { Construct } from "constructs";
import { type GrantPullOptions, type IPullGrant, RegistryPermissionMode } from "../../interfaces";
import { condition, conditions } from "../private/conditions";
import { type Complaint, fail } from "../private/fail";
import { lazy } from "../private/lazy";
import { lifecycle } from "../private/lifecycle";
import { operand } from "../private/operand";
import { check, RULES } from "../private/rules";
import { ImportBlock } from "./private/import-block";
import { checkPermissionMode } from "./private/permission-mode";
import { checkRepositories, LONGEST_CONDITION, repositoryCondition } from "./private/repositories";

const bindings = lazy<typeof roleAssignment>(() => require("@cdktf/provider-azurerm/lib/role-assignment"));

/** 7f951dda-4ed3-4680-a7ca-43fe172d538d. Registries in ABAC mode ignore it. */
const PULL = "AcrPull";

/** b93aa761-3e63-49ed-ac28-beffa264f7ac. Registries in RBAC mode ignore it. */
const READER = "Container Registry Repository Reader";

export interface PullRoleAssignmentProps extends GrantPullOptions {
  /** Resource id of the registry. It may lie in another subscription, never in another tenant. */
  readonly registryId: string;

  /** Object id (a GUID) of the identity that may pull: a kubelet identity or a service principal. Never a client id. */
  readonly principalObjectId: string;

  /** Which role assignments the registry honours. @default RegistryPermissionMode.RBAC */
  readonly permissionMode?: RegistryPermissionMode;

  /** Makes one assignment for each element, of whose values `registryId` and `principalObjectId` are made. @default - one assignment */
  readonly forEach?: ITerraformIterator;

  /** @default - the stack's only azurerm provider */
  readonly provider?: TerraformProvider;
}

/**
 * Allows one identity to pull from one registry, and nothing above it: the role AcrPull in RBAC mode, Container Registry Repository
 * Reader in ABAC mode, which may be limited to repositories, and both while a registry migrates (Azure, "Azure Container Registry
 * Entra permissions and role assignments overview"). No secret lands in the state.
 *
 * Every argument of a role assignment is fixed: changing the registry, the identity or the repositories replaces it, and pulls fail
 * in between. The identity that applies needs `Microsoft.Authorization/roleAssignments/write` on the registry.
 */
export class PullRoleAssignment extends Construct implements IPullGrant {
  private readonly assignment: roleAssignment.RoleAssignment;

  /**
   * @throws when the registry id is no resource id of a registry, when the object id is no GUID, when repositories are given in RBAC
   * mode or break the registry's rules, or when an existing assignment is given for each element
   */
  constructor(scope: Construct, id: string, props: PullRoleAssignmentProps) {
    super(scope, id);
    const mode = props.permissionMode ?? RegistryPermissionMode.RBAC;
    checkPermissionMode(this, mode);
    check(this, "registryId", props.registryId, RULES.registryId);
    check(this, "principalObjectId", props.principalObjectId, RULES.objectId);
    this.checkRepositories(mode, props.repositories);
    // Each role has an id of its own, so that a migration adds one assignment and later takes the other away.
    const reader = mode === RegistryPermissionMode.RBAC ? undefined : this.assign("RepositoryReader", READER, props);
    const pull = mode === RegistryPermissionMode.ABAC ? undefined : this.assign("Default", PULL, props, reader);
    this.assignment = (pull ?? reader) as roleAssignment.RoleAssignment;
    this.node.defaultChild = this.assignment;
    this.importExisting(props);
  }

  /** @throws with `forEach`, which makes a role assignment for each element */
  public get roleAssignmentId(): string {
    if (this.assignment.forEach) {
      fail(this, {
        property: "roleAssignmentId",
        must: "be read of a single assignment",
        repair: "write an expression of `fqn`, such as values(azurerm_role_assignment.<id>)[*].id",
      });
    }
    return this.assignment.id;
  }

  public get fqn(): string {
    return this.assignment.fqn;
  }

  private assign(id: string, role: string, props: PullRoleAssignmentProps, after?: roleAssignment.RoleAssignment) {
    const condition = role === READER && props.repositories ? repositoryCondition(props.repositories) : undefined;
    return new (bindings().RoleAssignment)(this, id, {
      forEach: props.forEach,
      scope: props.registryId,
      // By name: the provider keeps a role definition id in a longer form and would replace the assignment in every plan.
      roleDefinitionName: role,
      principalId: props.principalObjectId,
      // A new identity takes minutes to reach all of Entra. Naming its type and skipping the look-up lets Azure assign at once,
      // where it would answer 400 PrincipalNotFound for up to half an hour.
      principalType: "ServicePrincipal",
      skipServicePrincipalAadCheck: true,
      condition,
      conditionVersion: condition && "2.0",
      provider: props.provider,
      // Whoever waits for one of two waits for both.
      dependsOn: after && [after],
      lifecycle: lifecycle({
        // Azure does not keep it, so that an imported assignment would show a change for ever.
        ignoreChanges: ["skip_service_principal_aad_check"],
        precondition: [
          ...conditions(this, "registryId", props.registryId, RULES.registryId),
          ...conditions(this, "principalObjectId", props.principalObjectId, RULES.objectId),
          ...this.scopeConditions(props),
        ],
      }),
    });
  }

  private checkRepositories(mode: RegistryPermissionMode, repositories: string[] | undefined): void {
    if (!repositories) {
      return;
    }
    if (mode === RegistryPermissionMode.RBAC) {
      fail(this, {
        property: "repositories",
        must: "be left out for a registry in RBAC mode, where AcrPull opens all of them",
        got: repositories.join(", "),
        repair: "use a RegistryToken, or change the registry's mode and set permissionMode: RegistryPermissionMode.ABAC",
      });
    }
    checkRepositories(this, repositories);
    const length = repositoryCondition(repositories)?.length ?? 0;
    if (length > LONGEST_CONDITION) {
      fail(this, {
        property: "repositories",
        must: `make a condition of at most ${LONGEST_CONDITION} characters`,
        got: `${repositories.length} repositories, ${length} characters`,
        repair: "name a common prefix such as team/*",
      });
    }
    if (mode === RegistryPermissionMode.MIGRATING) {
      Annotations.of(this).addWarning(
        `[${this.node.path}] repositories limit nothing until the migration is over: AcrPull opens the whole registry; set ` +
          "permissionMode: RegistryPermissionMode.ABAC once the registry is in that mode.",
      );
    }
  }

  /** The plan-time half of the check in `importExisting`: the import of another registry's assignment would destroy that one. */
  private scopeConditions({ existingRoleAssignmentId: existing, registryId }: PullRoleAssignmentProps): Precondition[] {
    if (existing === undefined || ![existing, registryId].some((text) => Token.isUnresolved(text))) {
      return [];
    }
    const scope = Fn.join("", [operand(registryId), "/"]);
    return [condition(this, Fn.startswith(Fn.lower(operand(existing)), Fn.lower(scope)), otherScope(existing))];
  }

  private importExisting({ existingRoleAssignmentId, forEach, registryId }: PullRoleAssignmentProps): void {
    if (existingRoleAssignmentId === undefined) {
      return;
    }
    check(this, "existingRoleAssignmentId", existingRoleAssignmentId, RULES.roleAssignmentId);
    const isHidden = [existingRoleAssignmentId, registryId].some((text) => Token.isUnresolved(text));
    if (!isHidden && !existingRoleAssignmentId.toLowerCase().startsWith(`${registryId.toLowerCase()}/`)) {
      fail(this, otherScope(existingRoleAssignmentId));
    }
    if (forEach) {
      fail(this, {
        property: "existingRoleAssignmentId",
        must: "be left out with forEach",
        got: existingRoleAssignmentId,
        repair: "run `terraform import` for the element's address",
      });
    }
    new ImportBlock(this.assignment, existingRoleAssignmentId);
  }
}

function otherScope(got: string): Complaint {
  return {
    property: "existingRoleAssignmentId",
    must: "be of an assignment on the registry itself, or the import would replace it",
    got,
    repair: "choose the one whose scope is the registry",
  };
}
