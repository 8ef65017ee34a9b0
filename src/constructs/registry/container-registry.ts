import type * as registryResource from "@cdktf/provider-azurerm/lib/container-registry";
import { type TerraformProvider, Token } from "cdktf";
import type { Construct } from "constructs";
import { ContainerRegistrySku, type IContainerRegistry, type RegistryPermissionMode } from "../../interfaces";
import { fail } from "../private/fail";
import { lazy } from "../private/lazy";
import { initialText } from "../private/ownership/initial";
import { leaveUnstated } from "../private/ownership/unstated";
import { setPermissionMode } from "../private/role-assignment-mode";
import { RULES } from "../private/text-rules";
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
  /** 5 to 50 letters and digits, unique in all of Azure. Changing it replaces the registry and deletes its images. */
  readonly registryName: string;

  /** Changing it replaces the registry and deletes its images. */
  readonly resourceGroupName: string;

  /** Azure region, such as `westeurope`. Changing it replaces the registry and deletes its images. */
  readonly location: string;

  /** @default ContainerRegistrySku.STANDARD */
  readonly sku?: ContainerRegistrySku;

  /**
   * Whether the admin account is enabled: one password for the whole registry, which can also push and delete.
   *
   * @default - false, or true once `adminCredentials()` is called
   */
  readonly adminEnabled?: boolean;

  /**
   * Which role assignments the registry honors. With `ProviderGeneration.useAzurerm5` the registry is created in this
   * mode, which azurerm 4 cannot do. To migrate a registry that has images, set MIGRATING, which leaves the mode as it
   * is, and run `az acr update --role-assignment-mode`: changing from RBAC to ABAC in one step removes AcrPull before
   * the mode changes.
   *
   * @default RegistryPermissionMode.RBAC
   */
  readonly permissionMode?: RegistryPermissionMode;

  /**
   * Whether the registry can be reached from the internet, with a login. `false` requires Premium and private
   * endpoints.
   *
   * @default true
   */
  readonly publicNetworkAccessEnabled?: boolean;

  /**
   * Requests zone redundancy, which the provider accepts in Premium only; Azure now enables it for every tier in
   * regions with zones. Changing it replaces the registry and deletes its images.
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
 * A container registry. `new` creates one; `fromLookup` reads an existing one at plan; `fromRegistryAttributes` reads
 * nothing.
 *
 * Once the admin account is enabled, the state contains its password, even for a registry that is only looked up.
 */
export class ContainerRegistry extends ContainerRegistryBase {
  /**
   * An existing registry, read by a data source. The state contains its admin password if the admin account is enabled.
   *
   * @throws if the registry name breaks Azure's rules, or if the resource group is empty
   */
  public static fromLookup(scope: Construct, id: string, options: ContainerRegistryLookupOptions): IContainerRegistry {
    return new LookedUpContainerRegistry(scope, id, options);
  }

  /**
   * An existing registry whose id and login server are known. Nothing is read, and nothing lands in the state.
   *
   * @throws if the id is not the resource id of a registry, or the login server is not a bare lowercase host name
   */
  public static fromRegistryAttributes(
    scope: Construct,
    id: string,
    attributes: ContainerRegistryAttributes,
  ): IContainerRegistry {
    return new KnownContainerRegistry(scope, id, attributes);
  }

  public readonly sku?: ContainerRegistrySku;

  /** @internal */
  protected readonly _block: registryResource.ContainerRegistry;
  private readonly adminEnabled?: boolean;

  /**
   * @throws if the registry name breaks Azure's rules, if the resource group or the location is empty, or if a setting
   * needs a higher tier
   */
  constructor(scope: Construct, id: string, props: ContainerRegistryProps) {
    super(scope, id, props);
    this._rules.text("registryName", props.registryName, RULES.registryName, { atPlan: "left to azurerm" });
    this._rules.text("resourceGroupName", props.resourceGroupName, RULES.notEmpty, { atPlan: "left to azurerm" });
    this._rules.text("location", props.location, RULES.notEmpty, { atPlan: "left to azurerm" });
    this.sku = props.sku ?? ContainerRegistrySku.STANDARD;
    this._rules.oneOf("sku", this.sku, ContainerRegistrySku);
    this.checkTier(props);
    identify(this, props.registryName);
    this.adminEnabled = props.adminEnabled;
    this._block = new (resource().ContainerRegistry)(this, "Default", {
      name: props.registryName,
      resourceGroupName: props.resourceGroupName,
      location: props.location,
      sku: props.sku ?? initialText(this.sku),
      adminEnabled: props.adminEnabled,
      publicNetworkAccessEnabled: props.publicNetworkAccessEnabled,
      zoneRedundancyEnabled: props.zoneRedundancyEnabled,
      tags: props.tags,
      provider: props.provider,
    });
    setPermissionMode(this._block, props.permissionMode);
    leaveUnstated(this._block, { bindings: resource() });
    if (props.adminEnabled) {
      this._warnOfAdmin();
    }
  }

  /** @internal */
  protected _openAdminAccount(): AdminAccount {
    if (this.adminEnabled === false) {
      fail(this, {
        property: "adminEnabled",
        must: "not be false when adminCredentials() is called",
        got: "false",
        repair: "leave it out, or use ServicePrincipalCredentials",
      });
    }
    if (!this.adminEnabled) {
      this._warnOfAdmin();
      this._block.adminEnabled = true;
    }
    return { username: this._block.adminUsername, password: this._block.adminPassword };
  }

  /** Azure, "Azure Container Registry SKU features and limits". */
  private checkTier(props: ContainerRegistryProps): void {
    const { publicNetworkAccessEnabled, zoneRedundancyEnabled } = props;
    if (this.sku === ContainerRegistrySku.PREMIUM || Token.isUnresolved(this.sku)) {
      return;
    }
    const must = "be left out below the Premium tier, the only one with private endpoints and configurable zones";
    const repair = "set sku: ContainerRegistrySku.PREMIUM";
    if (publicNetworkAccessEnabled === false) {
      fail(this, { property: "publicNetworkAccessEnabled", must, got: "false", repair });
    }
    if (zoneRedundancyEnabled) {
      fail(this, { property: "zoneRedundancyEnabled", must, got: "true", repair });
    }
  }
}
