import type * as registryResource from "@cdktf/provider-azurerm/lib/container-registry";
import type * as registryData from "@cdktf/provider-azurerm/lib/data-azurerm-container-registry";
import { Annotations, Fn, type TerraformProvider, TerraformStack } from "cdktf";
import { Construct } from "constructs";
import type { IContainerRegistry, IPullGrant, IPullGrantee, IRegistryCredentials } from "../interfaces";
import { condition } from "../private/conditions";
import { expressionOf } from "../private/expression";
import { fail, sentence } from "../private/fail";
import { lazy } from "../private/lazy";
import { check, RULES } from "../private/naming";
import { once } from "../private/once";
import { PullRoleAssignment } from "./pull-role-assignment";

const resource = lazy<typeof registryResource>(() => require("@cdktf/provider-azurerm/lib/container-registry"));
const data = lazy<typeof registryData>(() => require("@cdktf/provider-azurerm/lib/data-azurerm-container-registry"));

/** Service tier of a registry (Azure, "Azure Container Registry service tiers"). */
export enum ContainerRegistrySku {
  BASIC = "Basic",
  STANDARD = "Standard",
  PREMIUM = "Premium",
}

export interface ContainerRegistryProps {
  /** Globally unique: 5 to 50 letters and digits. Changing it replaces the registry and its images. */
  readonly registryName: string;

  readonly resourceGroupName: string;

  /** Azure region, such as `westeurope`. Changing it replaces the registry and its images. */
  readonly location: string;

  /** @default ContainerRegistrySku.STANDARD */
  readonly sku?: ContainerRegistrySku;

  /**
   * Whether the admin account exists: one password for the whole registry, which may also push.
   *
   * @default - false, and true once `adminCredentials()` is called
   */
  readonly adminEnabled?: boolean;

  /** @default - no tags */
  readonly tags?: { [key: string]: string };

  /** @default - the stack's only azurerm provider */
  readonly provider?: TerraformProvider;
}

export interface ContainerRegistryLookupOptions {
  readonly registryName: string;

  readonly resourceGroupName: string;

  /** A provider for the registry's subscription. @default - the stack's only azurerm provider */
  readonly provider?: TerraformProvider;
}

export interface ContainerRegistryAttributes {
  /** What `az acr show --query id` prints. */
  readonly registryId: string;

  /** What `az acr show --query loginServer` prints. */
  readonly loginServer: string;
}

type AdminAccount = Pick<IRegistryCredentials, "username" | "password">;

abstract class ContainerRegistryBase extends Construct implements IContainerRegistry {
  public abstract readonly registryId: string;
  public abstract readonly loginServer: string;

  /** @internal The registry's name where it is known: it is unique in all of Azure. */
  protected abstract readonly _identity: string;

  private readonly grants = new Map<IPullGrantee, IPullGrant>();
  private credentials?: IRegistryCredentials;

  public grantPull(grantee: IPullGrantee): IPullGrant {
    const first = this.grants.get(grantee);
    if (first) {
      return first;
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
    this.warnAcrossStacks(grantee);
    // Below the grantee, so that a registry's stack never depends on the stacks of its clusters.
    const grant = new PullRoleAssignment(grantee, id, {
      registryId: this.registryId,
      principalObjectId: grantee.pullPrincipalId,
    });
    this.refuseSecondAssignment(grant, grantee);
    this.grants.set(grantee, grant);
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

  private refuseSecondAssignment(grant: PullRoleAssignment, grantee: IPullGrantee): void {
    const thing = `${this._identity.toLowerCase()} pulled by ${expressionOf(grant, grantee.pullPrincipalId)}`;
    once(grant, thing, (other) =>
      sentence(grant, {
        property: "grantPull",
        must: "be asked for once per registry and identity, since Azure answers a second assignment with 409 RoleAssignmentExists",
        repair: `use what made '${other.node.path}', one construct for one registry and one for one identity`,
      }),
    );
  }

  private warnAcrossStacks(grantee: IPullGrantee): void {
    if (TerraformStack.of(this) !== TerraformStack.of(grantee)) {
      Annotations.of(grantee).addWarning(
        `[${grantee.node.path}] pulls from the registry '${this.node.path}' of another stack, whose values cdktf copies ` +
          "through remote state; use ContainerRegistry.fromLookup or fromRegistryAttributes in the stack of the grantee.",
      );
    }
  }
}

/**
 * A container registry. `new` makes one; `fromLookup` reads an existing one at plan; `fromRegistryAttributes` reads nothing.
 *
 * The state holds the admin password as soon as the admin account is enabled, also of a registry that is only looked up.
 */
export class ContainerRegistry extends ContainerRegistryBase {
  /**
   * An existing registry, read by a data source. The state holds its admin password where the admin account is enabled.
   *
   * @throws when the registry name breaks Azure's rules
   */
  public static fromLookup(scope: Construct, id: string, options: ContainerRegistryLookupOptions): IContainerRegistry {
    return new LookedUpContainerRegistry(scope, id, options);
  }

  /**
   * An existing registry of which everything needed is known. Nothing is read, nothing lands in the state.
   *
   * @throws when the id is no resource id of a registry, or the login server no bare lower-case host
   */
  public static fromRegistryAttributes(
    scope: Construct,
    id: string,
    attributes: ContainerRegistryAttributes,
  ): IContainerRegistry {
    return new KnownContainerRegistry(scope, id, attributes);
  }

  /** @internal */
  protected readonly _identity: string;

  private readonly registry: registryResource.ContainerRegistry;
  private readonly adminEnabled?: boolean;

  /** @throws when the registry name breaks Azure's rules, or when resource group or location are empty */
  constructor(scope: Construct, id: string, props: ContainerRegistryProps) {
    super(scope, id);
    check(this, "registryName", props.registryName, RULES.registryName);
    check(this, "resourceGroupName", props.resourceGroupName, RULES.notEmpty);
    check(this, "location", props.location, RULES.notEmpty);
    this._identity = expressionOf(this, props.registryName);
    this.adminEnabled = props.adminEnabled;
    this.registry = new (resource().ContainerRegistry)(this, "Default", {
      name: props.registryName,
      resourceGroupName: props.resourceGroupName,
      location: props.location,
      sku: props.sku ?? ContainerRegistrySku.STANDARD,
      adminEnabled: props.adminEnabled ?? false,
      anonymousPullEnabled: false,
      tags: props.tags,
      provider: props.provider,
    });
    if (props.adminEnabled) {
      this._warnOfAdmin();
    }
  }

  public get registryId(): string {
    return this.registry.id;
  }

  public get loginServer(): string {
    return this.registry.loginServer;
  }

  /** @internal */
  protected _openAdminAccount(): AdminAccount {
    if (this.adminEnabled === false) {
      fail(this, {
        property: "adminEnabled",
        must: "not be false where adminCredentials() is called",
        got: "false",
        repair: "leave it out, or use ServicePrincipalCredentials",
      });
    }
    if (!this.adminEnabled) {
      this._warnOfAdmin();
      this.registry.adminEnabled = true;
    }
    return { username: this.registry.adminUsername, password: this.registry.adminPassword };
  }
}

class LookedUpContainerRegistry extends ContainerRegistryBase {
  /** @internal */
  protected readonly _identity: string;

  private readonly registry: registryData.DataAzurermContainerRegistry;

  constructor(scope: Construct, id: string, options: ContainerRegistryLookupOptions) {
    super(scope, id);
    check(this, "registryName", options.registryName, RULES.registryName);
    check(this, "resourceGroupName", options.resourceGroupName, RULES.notEmpty);
    this._identity = expressionOf(this, options.registryName);
    this.registry = new (data().DataAzurermContainerRegistry)(this, "Default", {
      name: options.registryName,
      resourceGroupName: options.resourceGroupName,
      provider: options.provider,
    });
  }

  public get registryId(): string {
    return this.registry.id;
  }

  public get loginServer(): string {
    return this.registry.loginServer;
  }

  /** @internal */
  protected _openAdminAccount(): AdminAccount {
    this._warnOfAdmin();
    const enabled = condition(this, "${self.admin_enabled}", {
      property: "adminCredentials()",
      must: "be called on a registry whose admin account is enabled",
      repair: "run `az acr update --admin-enabled true`, or use ServicePrincipalCredentials",
    });
    this.registry.lifecycle = { postcondition: [enabled] };
    // The data source marks the password sensitive only from azurerm 4.58 on.
    return { username: this.registry.adminUsername, password: Fn.sensitive(this.registry.adminPassword) };
  }
}

class KnownContainerRegistry extends ContainerRegistryBase {
  public readonly registryId: string;
  public readonly loginServer: string;
  /** @internal */
  protected readonly _identity: string;

  constructor(scope: Construct, id: string, attributes: ContainerRegistryAttributes) {
    super(scope, id);
    check(this, "registryId", attributes.registryId, RULES.registryId);
    check(this, "loginServer", attributes.loginServer, RULES.loginServer);
    this.registryId = attributes.registryId;
    this.loginServer = attributes.loginServer;
    this._identity = expressionOf(this, attributes.registryId).split("/").pop() as string;
  }

  /** @internal */
  protected _openAdminAccount(): AdminAccount {
    return fail(this, {
      property: "adminCredentials()",
      must: "be called on a registry whose admin account is known",
      repair: "use ContainerRegistry.fromLookup instead of fromRegistryAttributes, or ServicePrincipalCredentials",
    });
  }
}
