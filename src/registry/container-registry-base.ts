import type { TerraformProvider } from "cdktf";
import { Construct, type IConstruct } from "constructs";
import type {
  GrantOptions,
  IContainerRegistry,
  IRegistryCredentials,
  IRegistryGrant,
  IRegistryGrantee,
  RegistryRoleAssignmentMode,
} from "../interfaces";
import { hint } from "../private/error-topics";
import { noteTenant } from "../private/provider-settings";
import { Rules } from "../private/rules";
import { warn } from "../private/warn";
import type { EndpointTarget } from "./endpoint/registry-private-endpoint";
import { RegistryGrants } from "./grants";
import { PULL, PUSH } from "./private/access-roles";
import type { AdminAccount } from "./private/admin-account";
import type { KeptOut } from "./private/trusted-services";
import { warnOfNoWayIn } from "./ways-in";

/** What all ways to a registry have in common. */
interface CommonOptions {
  readonly roleAssignmentMode?: RegistryRoleAssignmentMode;
  readonly provider?: TerraformProvider;
}

/** The resource, the data source or the known attributes of a registry. */
export interface RegistryBlock {
  readonly id: string;
  readonly loginServer: string;
  readonly name: string;
  readonly resourceGroupName: string;
}

/** @internal What all registries share, whether created, looked up or described by attributes. */
export abstract class ContainerRegistryBase extends Construct implements IContainerRegistry {
  public readonly roleAssignmentMode?: RegistryRoleAssignmentMode;
  public readonly provider?: TerraformProvider;

  /** @internal Its name, as `identityOf` compares it. */
  public _identity?: string;

  /** @internal Who pulls without a grant. */
  public readonly _tokens: IConstruct[] = [];

  /** @internal */
  protected abstract readonly _block: RegistryBlock;

  /** @internal */
  protected readonly _rules: Rules;

  /** @internal The rules of its caches must fit together. */
  public readonly _cachedRepositories: string[] = [];

  private isWarnedOfAdmin = false;
  private readonly grants = new RegistryGrants(this);
  private credentials?: IRegistryCredentials;

  /** @param struct which the options are, whose properties a message names */
  constructor(scope: Construct, id: string, options: CommonOptions, struct = "CommonOptions") {
    super(scope, id);
    this._rules = new Rules(this);
    const { roleAssignmentMode, provider } = this._rules.props(options, struct);
    this.roleAssignmentMode = roleAssignmentMode;
    this.provider = provider;
    noteTenant(this, "azurerm", provider);
    warnOfNoWayIn(this, () => (this._keptOut().everybody ? this.pullers() : []));
  }

  public get registryId(): string {
    return this._block.id;
  }

  public get loginServer(): string {
    return this._block.loginServer;
  }

  public get registryName(): string {
    return this._block.name;
  }

  public get resourceGroupName(): string {
    return this._block.resourceGroupName;
  }

  public grantPull(grantee: IRegistryGrantee, options?: GrantOptions): IRegistryGrant {
    return this.grants.add(PULL, grantee, options);
  }

  public grantPullPush(grantee: IRegistryGrantee, options?: GrantOptions): IRegistryGrant {
    return this.grants.add(PUSH, grantee, options);
  }

  public adminCredentials(): IRegistryCredentials {
    this.credentials ??= { loginServer: this.loginServer, requires: [], ...this._openAdminAccount() };
    return this.credentials;
  }

  /** @internal Makes sure that the admin account can be used, and returns its name and password. */
  protected abstract _openAdminAccount(): AdminAccount;

  /** @internal What an endpoint depends on, as far as it is known. */
  public abstract _endpointTarget(): EndpointTarget;

  /** @internal Nobody, where synth cannot tell. */
  public _keptOut(): KeptOut {
    return { everybody: false, services: false };
  }

  /** @internal */
  protected _warnOfAdmin(): void {
    if (this.isWarnedOfAdmin) {
      return;
    }
    this.isWarnedOfAdmin = true;
    warn(
      this,
      `the admin account is for development only: its single password can pull, push and ` +
        `delete in the whole registry; use ServicePrincipalCredentials in production; ${hint("admin-account")}`,
    );
  }

  /** Clusters and credentials. Another identity may be that of a service which Azure trusts, unless those are kept out. */
  private pullers(): IConstruct[] {
    const isOnNodes = (grantee: object) => ["kubeletObjectId", "loginServer", "subjects"].some((own) => own in grantee);
    const others = this.credentials === undefined ? this._tokens : [...this._tokens, this];
    return [...this.grants.grantees.filter((grantee) => this._keptOut().services || isOnNodes(grantee)), ...others];
  }
}
