import { Annotations, type TerraformProvider, TerraformStack } from "cdktf";
import { Construct } from "constructs";
import {
  type GrantPullOptions,
  type IContainerRegistry,
  type IPullGrant,
  type IPullGrantee,
  type IRegistryCredentials,
  RegistryPermissionMode,
} from "../../interfaces";
import { fail, sentence } from "../private/fail";
import { once } from "../private/once";
import { warnOfOtherStack } from "./private/other-stack";
import { checkPermissionMode } from "./private/permission-mode";
import { identityOf, sameCase } from "./private/registry-identity";
import { PullRoleAssignment } from "./pull-role-assignment";

interface CommonOptions {
  readonly permissionMode?: RegistryPermissionMode;
  readonly provider?: TerraformProvider;
}

interface Granted {
  readonly grant: IPullGrant;
  readonly repositories: string;
  readonly existingRoleAssignmentId?: string;
}

export type AdminAccount = Pick<IRegistryCredentials, "username" | "password">;

/** @internal What all registries do, however they came to be known. */
export abstract class ContainerRegistryBase extends Construct implements IContainerRegistry {
  public abstract readonly registryId: string;
  public abstract readonly loginServer: string;
  public abstract readonly registryName: string;
  public abstract readonly resourceGroupName: string;
  public readonly permissionMode: RegistryPermissionMode;
  public readonly provider?: TerraformProvider;

  private readonly grants = new Map<IPullGrantee, Granted>();
  private credentials?: IRegistryCredentials;

  constructor(scope: Construct, id: string, options: CommonOptions) {
    super(scope, id);
    this.permissionMode = options.permissionMode ?? RegistryPermissionMode.RBAC;
    checkPermissionMode(this, this.permissionMode);
    this.provider = options.provider;
  }

  public grantPull(grantee: IPullGrantee, options: GrantPullOptions = {}): IPullGrant {
    const repositories = [...(options.repositories ?? ["*"])].sort().join(", ");
    const first = this.grants.get(grantee);
    if (first) {
      this.refuseOtherOptions(grantee, first, repositories, options);
      return first.grant;
    }
    const id = `PullFrom-${this.pathInStack()}`;
    if (grantee.node.tryFindChild(id)) {
      fail(this, {
        property: "id",
        must: `differ from the id of every other registry that '${grantee.node.path}' pulls from`,
        got: this.node.id,
        repair: "give one of the registries another construct id",
      });
    }
    warnOfOtherStack(grantee, this);
    // Below the grantee, so that a registry's stack never depends on the stacks of its clusters.
    const grant = new PullRoleAssignment(grantee, id, {
      ...options,
      registryId: this.registryId,
      principalObjectId: grantee.pullPrincipalId,
      permissionMode: this.permissionMode,
      // Whoever may assign roles on the registry is logged in to its subscription.
      provider: this.provider,
    });
    this.refuseSecondAssignment(grant, grantee);
    this.grants.set(grantee, { grant, repositories, existingRoleAssignmentId: options.existingRoleAssignmentId });
    grantee.bindPullGrant(grant);
    return grant;
  }

  public adminCredentials(): IRegistryCredentials {
    this.credentials ??= { loginServer: this.loginServer, requires: [], ...this._openAdminAccount() };
    return this.credentials;
  }

  /** @internal Makes sure that the admin account can be used, and tells its name and password. */
  protected abstract _openAdminAccount(): AdminAccount;

  /** @internal */
  protected _warnOfAdmin(): void {
    Annotations.of(this).addWarning(
      `[${this.node.path}] the admin account is for development only: its one password opens the whole registry and may push ` +
        "and delete; use ServicePrincipalCredentials in production.",
    );
  }

  private pathInStack(): string {
    const stack = TerraformStack.of(this).node.path;
    return this.node.path.slice(stack.length + 1).replace(/\//g, "--");
  }

  private refuseOtherOptions(grantee: IPullGrantee, first: Granted, repositories: string, options: GrantPullOptions): void {
    const { existingRoleAssignmentId = first.existingRoleAssignmentId } = options;
    if (existingRoleAssignmentId !== first.existingRoleAssignmentId) {
      fail(this, {
        property: "existingRoleAssignmentId",
        must: `be given with the first grant to '${grantee.node.path}'`,
        got: existingRoleAssignmentId,
        repair: "move it to the first grantPull",
      });
    }
    if (first.repositories !== repositories) {
      fail(this, {
        property: "repositories",
        must: `be those of the first grant to '${grantee.node.path}' (${first.repositories})`,
        got: repositories,
        repair: "give all repositories in one grantPull",
      });
    }
  }

  private refuseSecondAssignment(grant: PullRoleAssignment, grantee: IPullGrantee): void {
    const thing = `${identityOf(this)} pulled by ${sameCase(grant, grantee.pullPrincipalId)}`;
    once(grant, thing, (other) =>
      sentence(grant, {
        property: "grantPull",
        must: "be asked for once per registry and identity, since Azure answers a second assignment with 409 RoleAssignmentExists",
        repair: `use one construct for one registry; another grantee of the same identity takes '${other.node.path}' by bindPullGrant()`,
      }),
    );
  }
}
