import type * as registryResource from "@cdktf/provider-azurerm/lib/container-registry";
import { type TerraformProvider, Token } from "cdktf";
import type { Construct } from "constructs";
import { ContainerRegistrySku, type IContainerRegistry, type RegistryPermissionMode } from "../../interfaces";
import { fail } from "../private/fail";
import { lazy } from "../private/lazy";
import { checkOneOf } from "../private/one-of";
import { check, RULES } from "../private/rules";
import { type AdminAccount, ContainerRegistryBase } from "./container-registry-base";
import {
  type ContainerRegistryAttributes,
  type ContainerRegistryLookupOptions,
  KnownContainerRegistry,
  LookedUpContainerRegistry,
} from "./existing-container-registry";
import { identify } from "./private/registry-identity";

const resource = lazy<typeof registryResource>(() => require("@cdktf/provider-azurerm/lib/container-registry"));

export interface ContainerRegistryProps {
  /** Globally unique: 5 to 50 letters and digits. Changing it replaces the registry and its images. */
  readonly registryName: string;

  /** Changing it replaces the registry and its images. */
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

  /**
   * Which role assignments the registry honours. With `ProviderGeneration.useAzurerm5` the registry is made in it; azurerm 4 cannot do
   * that. Migrate a registry that has images by `az acr update --role-assignment-mode` while this is MIGRATING, which leaves the mode as
   * it is found: a change from RBAC to ABAC at once takes AcrPull away before the mode is changed.
   *
   * @default RegistryPermissionMode.RBAC
   */
  readonly permissionMode?: RegistryPermissionMode;

  /** Whether the registry can be reached from the internet, with a login. `false` needs Premium and private endpoints. @default true */
  readonly publicNetworkAccessEnabled?: boolean;

  /**
   * Asks for zone redundancy, which the provider takes in Premium only; Azure gives it to every tier in regions with zones by now.
   * Changing it replaces the registry and its images.
   *
   * @default false
   */
  readonly zoneRedundancyEnabled?: boolean;

  /** @default - no tags */
  readonly tags?: { [key: string]: string };

  /** @default - the stack's only azurerm provider */
  readonly provider?: TerraformProvider;
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

  public readonly sku?: ContainerRegistrySku;

  private readonly registry: registryResource.ContainerRegistry;
  private readonly adminEnabled?: boolean;

  /** @throws when the registry name breaks Azure's rules, or when resource group or location are empty */
  constructor(scope: Construct, id: string, props: ContainerRegistryProps) {
    super(scope, id, props);
    check(this, "registryName", props.registryName, RULES.registryName);
    check(this, "resourceGroupName", props.resourceGroupName, RULES.notEmpty);
    check(this, "location", props.location, RULES.notEmpty);
    this.sku = props.sku ?? ContainerRegistrySku.STANDARD;
    checkOneOf(this, "sku", this.sku, ContainerRegistrySku);
    this.checkTier(props);
    identify(this, props.registryName);
    this.adminEnabled = props.adminEnabled;
    this.registry = new (resource().ContainerRegistry)(this, "Default", {
      name: props.registryName,
      resourceGroupName: props.resourceGroupName,
      location: props.location,
      sku: this.sku,
      adminEnabled: props.adminEnabled ?? false,
      anonymousPullEnabled: false,
      publicNetworkAccessEnabled: props.publicNetworkAccessEnabled ?? true,
      zoneRedundancyEnabled: props.zoneRedundancyEnabled ?? false,
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

  public get registryName(): string {
    return this.registry.name;
  }

  public get resourceGroupName(): string {
    return this.registry.resourceGroupName;
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

  /** Azure, "Azure Container Registry SKU features and limits". */
  private checkTier(props: ContainerRegistryProps): void {
    const { publicNetworkAccessEnabled, zoneRedundancyEnabled } = props;
    if (this.sku === ContainerRegistrySku.PREMIUM || Token.isUnresolved(this.sku)) {
      return;
    }
    const must = "be left out below the Premium tier, which alone has private endpoints and zones to choose";
    const repair = "set sku: ContainerRegistrySku.PREMIUM";
    if (publicNetworkAccessEnabled === false) {
      fail(this, { property: "publicNetworkAccessEnabled", must, got: "false", repair });
    }
    if (zoneRedundancyEnabled) {
      fail(this, { property: "zoneRedundancyEnabled", must, got: "true", repair });
    }
  }
}
