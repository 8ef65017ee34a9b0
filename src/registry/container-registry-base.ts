import { type TerraformProvider, TerraformStack } from "cdktf";
import { Construct, type IConstruct } from "constructs";
import {
  type GrantOptions,
  type IContainerRegistry,
  type IRegistryCache,
  type IRegistryCredentials,
  type IRegistryGrant,
  type IRegistryGrantee,
  type IRegistryPrivateEndpoint,
  type PrincipalType,
  type RegistryCacheOptions,
  type RegistryPrivateEndpointOptions,
  RegistryRoleAssignmentMode,
} from "../interfaces";
import { claim } from "../private/claim";
import { clusterIdentityOf } from "../private/cluster-identity";
import { hint } from "../private/error-topics";
import { type Complaint, fail } from "../private/fail";
import { formerPathInStack, moveFromId, pathInStack } from "../private/former-path";
import { read, readProps } from "../private/props/reader";
import { noteTenant } from "../private/provider-settings";
import { Rules } from "../private/rules";
import { sameCase } from "../private/same-text";
import { warn } from "../private/warn";
import { RegistryCaches } from "./cache/registry-caches";
import { type EndpointTarget, privateEndpointOf } from "./endpoint/registry-private-endpoints";
import { type AccessRoles, PULL, PUSH } from "./private/access-roles";
import type { AdminAccount } from "./private/admin-account";
import { noteTarget } from "./private/granted-registry";
import { part } from "./private/lost-roles";
import { addStage, type GrantStage } from "./private/mode-switch";
import { warnOfOtherStack } from "./private/other-stack";
import type { ModeReading } from "./private/read-mode";
import { identityOf, identityOfId } from "./private/registry-identity";
import { refuseOtherTenants } from "./private/same-tenant";
import type { KeptOut } from "./private/trusted-services";
import { tellOfUnstatedMode } from "./private/unstated-mode";
import type { PullRoleAssignmentProps } from "./pull-role-assignment-props";
import { RegistryRoleAssignment } from "./registry-role-assignment";
import { pullersNoted, warnOfNoWayIn } from "./ways-in";

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

/** What may say its type. No member of the interface, which classes of other languages would have to implement. */
interface TypedPrincipal extends IRegistryGrantee {
  readonly principalType?: PrincipalType;
}

interface Granted {
  readonly grant: RegistryRoleAssignment;
  readonly grantee: IRegistryGrantee;
  readonly roles: AccessRoles;
  readonly principalId: string;
  readonly repositories: string;
  readonly existingRoleAssignmentId?: string;
}

/** @internal What all registries share, whether created, looked up or described by attributes. */
export abstract class ContainerRegistryBase extends Construct implements IContainerRegistry {
  public readonly roleAssignmentMode: RegistryRoleAssignmentMode;
  public readonly provider?: TerraformProvider;

  /** @internal */
  protected abstract readonly _block: RegistryBlock;

  /** @internal */
  protected readonly _rules: Rules;

  /** What was granted, by the assignment below the grantee. */
  private readonly grants = new Map<IConstruct, Granted>();
  /** Kept, since a thousand grants ask for it. */
  private paths?: { readonly own: string; readonly former: string };
  private isWarnedOfAdmin = false;
  private identities?: readonly string[];
  private stage?: GrantStage;
  private readonly isModeStated: boolean;
  private readonly caches = new RegistryCaches(this, () => this._keptOut().services);
  private credentials?: IRegistryCredentials;

  constructor(scope: Construct, id: string, options: CommonOptions) {
    super(scope, id);
    this._rules = new Rules(this);
    const { roleAssignmentMode, provider } = this._rules.props(options, "CommonOptions");
    this.roleAssignmentMode = roleAssignmentMode ?? RegistryRoleAssignmentMode.RBAC;
    this.isModeStated = roleAssignmentMode !== undefined;
    this.provider = provider;
    noteTenant(this, "azurerm", provider);
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
    return this.grant(PULL, grantee, options);
  }

  public grantPullPush(grantee: IRegistryGrantee, options?: GrantOptions): IRegistryGrant {
    return this.grant(PUSH, grantee, options);
  }

  private grant(roles: AccessRoles, grantee: IRegistryGrantee, options?: GrantOptions): IRegistryGrant {
    const { principalType } = read<TypedPrincipal>(this, "grantee", grantee, "TypedPrincipal");
    options = readProps(this, options ?? {}, "GrantOptions");
    this.paths ??= { own: pathInStack(this), former: formerPathInStack(this) };
    const { own, former } = this.paths;
    const idOf = (path: string) => `${roles.grantId}-${path.replace(/\//g, "--")}`;
    const id = idOf(own);
    const existing = grantee.node.tryFindChild(id);
    if (existing) {
      return this.grantAgain(grantee, existing, options);
    }
    warnOfOtherStack(grantee, this);
    // Created below the grantee, so that a registry's stack never depends on the stacks of its clusters.
    const props: PullRoleAssignmentProps = {
      ...options,
      registryId: this.registryId,
      principalId: grantee.principalId,
      principalType: principalType,
      roleAssignmentMode: this.roleAssignmentMode,
      // The provider of the registry is logged in to its subscription, where roles on it are assigned.
      provider: this.provider,
    };
    const grant = new RegistryRoleAssignment(grantee, id, props, roles);
    if (former !== own) {
      moveFromId(grant, idOf(former));
    }
    this.claimAssignment(grant, grantee, roles);
    const { existingRoleAssignmentId } = options;
    const principalId = grantee.principalId;
    noteTarget(grant, this);
    this.grants.set(grant, {
      grant,
      grantee,
      roles,
      principalId,
      repositories: listOf(options.repositories),
      existingRoleAssignmentId,
    });
    if (this.stage && TerraformStack.of(grant) === TerraformStack.of(this)) {
      grant._demand(this.stage.demand(grant, part(this, principalId), roles.rbac));
    }
    // Once, since a thousand grants would ask a thousand times.
    if (this.grants.size === 1) {
      refuseOtherTenants(this, () => [...this.grants.values()].map(({ grantee }) => grantee));
      if (!this.isModeStated) {
        tellOfUnstatedMode(this, identityOf(this), () => this.stage?.isCompared?.() === true);
      }
    }
    grantee.bindGrant(grant);
    return grant;
  }

  public addCache(options: RegistryCacheOptions): IRegistryCache {
    return this.caches.add(options);
  }

  public addPrivateEndpoint(options: RegistryPrivateEndpointOptions): IRegistryPrivateEndpoint {
    return privateEndpointOf(this._endpointTarget(), options);
  }

  public adminCredentials(): IRegistryCredentials {
    this.credentials ??= { loginServer: this.loginServer, requires: [], ...this._openAdminAccount() };
    return this.credentials;
  }

  /** @internal Makes sure that the admin account can be used, and returns its name and password. */
  protected abstract _openAdminAccount(): AdminAccount;

  /** @internal What an endpoint depends on, as far as it is known. */
  protected abstract _endpointTarget(): EndpointTarget;

  /** @internal What a plan reads and refuses in each mode, and what synth warns of. To be called once the block is there. */
  protected _addStage(reading: ModeReading): void {
    warnOfNoWayIn(this, () => (this._keptOut().everybody ? this.pullers() : []));
    this.stage = addStage(this, {
      reading,
      mode: this.roleAssignmentMode,
      registryId: this.registryId,
      provider: this.provider,
      principals: ({ abac }) =>
        this.grantsHere()
          .filter(({ roles }) => roles.abac === abac)
          .map(({ principalId }) => part(this, principalId)),
    });
  }

  /** @internal Nobody, where synth cannot tell. */
  protected _keptOut(): KeptOut {
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
    const granted = [...this.grants.values()].map(({ grantee }) => grantee);
    const others = this.credentials === undefined ? pullersNoted(this) : [...pullersNoted(this), this];
    return [...granted.filter((grantee) => this._keptOut().services || isOnNodes(grantee)), ...others];
  }

  /** Those in this stack, which must not depend on the stacks of its clusters. */
  private grantsHere(): Granted[] {
    const stack = TerraformStack.of(this);
    return [...this.grants.values()].filter(({ grant }) => TerraformStack.of(grant) === stack);
  }

  /** The first grant, unless it differs from what is asked for now or belongs to another registry. */
  private grantAgain(grantee: IRegistryGrantee, existing: IConstruct, options: GrantOptions): IRegistryGrant {
    const first = this.grants.get(existing);
    if (!first) {
      return fail(this, {
        property: "id",
        must: `differ from the ids of all other registries that '${grantee.node.path}' pulls from`,
        got: this.node.id,
        repair: "give one of the registries another construct id",
        see: "repeated-grant",
      });
    }
    const { existingRoleAssignmentId = first.existingRoleAssignmentId } = options;
    if (existingRoleAssignmentId !== first.existingRoleAssignmentId) {
      fail(this, {
        property: "existingRoleAssignmentId",
        must: `be passed with the first grant to '${grantee.node.path}'`,
        got: existingRoleAssignmentId,
        repair: "move it to the first grantPull call",
        see: "repeated-grant",
      });
    }
    const repositories = listOf(options.repositories);
    if (repositories !== first.repositories) {
      fail(this, {
        property: "repositories",
        must: `be those of the first grant to '${grantee.node.path}' (${first.repositories})`,
        got: repositories,
        repair: "list all repositories in one grantPull call",
        see: "repeated-grant",
      });
    }
    if (options.movedFrom !== undefined) {
      first.grant._moveFrom(options.movedFrom);
    }
    return first.grant;
  }

  /** By each name that the registry goes by, and once for one mistake: the cluster says more than its identity. */
  private claimAssignment(grant: RegistryRoleAssignment, grantee: IRegistryGrantee, { access }: AccessRoles): void {
    this.identities ??= [...new Set([identityOf(this), identityOfId(this, this.registryId)])];
    const property = access === "pull" ? "grantPull" : "grantPullPush";
    const isFree = (who: string, complaint: (first: IConstruct) => Complaint) =>
      this.identities?.every((registry) => claim(grant, `${access} of ${registry} by ${who}`, complaint));
    const cluster = clusterIdentityOf(grantee);
    const sameCluster = (first: IConstruct): Complaint => ({
      property,
      must: `be called once per registry and cluster, ${SINCE_CONFLICT}`,
      got: grantee.node.path,
      repair: `'${first.node.scope?.node.path}' is the same cluster: look it up or create it once, and pass that construct around`,
      see: "one-grant-for-each-identity",
    });
    if (cluster !== undefined && !isFree(`cluster ${cluster}`, sameCluster)) {
      return;
    }
    isFree(sameCase(grant, grantee.principalId), (first) => ({
      property,
      must: `be called once per registry and identity, ${SINCE_CONFLICT}`,
      repair: `use one construct per registry, and pass '${first.node.path}' to bindGrant() of other grantees of the identity`,
      see: "one-grant-for-each-identity",
    }));
  }
}

const SINCE_CONFLICT = "since Azure rejects a second assignment (409 RoleAssignmentExists)";

function listOf(repositories: readonly string[] = ["*"]): string {
  return [...repositories].sort().join(", ");
}
