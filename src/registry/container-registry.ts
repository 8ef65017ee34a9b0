import type * as registryResource from "@cdktf/provider-azurerm/lib/container-registry";
import type { TerraformResource } from "cdktf";
import type { Construct } from "constructs";
import { ContainerRegistrySku, type IContainerRegistry } from "../interfaces";
import { fail } from "../private/fail";
import { moveFrom } from "../private/former-path";
import { lazy } from "../private/lazy";
import { ARM_TOKENS, isForAzurerm5, ROLE_ASSIGNMENT_MODE } from "../private/ownership/azurerm5";
import { leaveIfUnstated, type Paths } from "../private/ownership/unstated";
import { RULES } from "../private/text-rules";
import { accessArguments } from "./container-registry-access";
import { ContainerRegistryBase } from "./container-registry-base";
import type { ContainerRegistryProps } from "./container-registry-props";
import { type ContainerRegistryResourceOptions, declaredContainerRegistry } from "./declared-container-registry";
import type { EndpointTarget } from "./endpoint/registry-private-endpoint";
import {
  type ContainerRegistryAttributes,
  type ContainerRegistryLookupOptions,
  KnownContainerRegistry,
  LookedUpContainerRegistry,
} from "./existing-container-registry";
import { type AdminAccount, accountOnceEnabled } from "./private/admin-account";
import { armTokenArguments, setArmTokens } from "./private/arm-tokens";
import { claimRegistry } from "./private/registry-identity";
import { demandMode, hasMode, modeArgument } from "./private/role-assignment-mode";
import { type KeptOut, keptOut } from "./private/trusted-services";
import { checkRetention, checkTier } from "./registry-tier";

const resource = lazy<typeof registryResource>(() => require("@cdktf/provider-azurerm/lib/container-registry"));

/**
 * A container registry. `new` creates one; `fromResource` takes one that the stack declares itself; `fromLookup` reads
 * an existing one at plan; `fromRegistryAttributes` reads nothing.
 *
 * What others can change and nobody states, here or on the default child, is theirs: no plan reverts a policy's tags,
 * a public access that was closed, or replicas. What would open the registry is not: the admin account and anonymous
 * pulls are disabled unless stated otherwise, and every apply puts that back. Tier and retention are Terraform's too.
 *
 * Once the admin account is enabled, the state contains its password, even for a registry that is only looked up.
 *
 * @example
 * const shared = ContainerRegistry.fromLookup(this, "acr", { registryName: "contoso", resourceGroupName: "rg-shared" });
 * const owned = new ContainerRegistry(this, "acr-prod", {
 *   registryName: "contosoprod",
 *   resourceGroupName: "rg-prod",
 *   location: "westeurope",
 *   sku: ContainerRegistrySku.PREMIUM,
 *   preventDestroy: true,
 * });
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
   * An existing registry whose id and login server are known. Nothing is read, and nothing lands in the state: nothing
   * checks that the registry exists, or that it is in the mode that is stated.
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

  /**
   * A registry that the stack creates as a resource of its own, which is left as it is. Only its grants, caches and
   * credentials are created, below this construct and its grantees. Of a resource in a Terraform module, pass the outputs
   * to `fromRegistryAttributes`.
   *
   * @param registry an `azurerm_container_registry`, or an `azapi_resource` of Microsoft.ContainerRegistry/registries
   * whose `response_export_values` have `properties.loginServer`
   * @throws if it is another resource, or does not export the login server
   */
  public static fromResource(
    scope: Construct,
    id: string,
    registry: TerraformResource,
    options?: ContainerRegistryResourceOptions,
  ): IContainerRegistry {
    return declaredContainerRegistry(scope, id, registry, options);
  }

  /** Service tier. Undefined if it is left as it is. */
  public readonly sku?: ContainerRegistrySku;

  /** @internal */
  protected readonly _block: registryResource.ContainerRegistry;
  private readonly adminEnabled?: boolean;
  private readonly armTokensAllowed?: boolean;

  /**
   * @throws if the registry name breaks Azure's rules, if the resource group or the location is empty, or if a setting
   * needs a higher tier
   */
  constructor(scope: Construct, id: string, props: ContainerRegistryProps) {
    super(scope, id, props, "ContainerRegistryProps");
    props = this._rules.props(props, "ContainerRegistryProps");
    this._rules.text("registryName", props.registryName, RULES.registryName, { atPlan: "left to azurerm" });
    this._rules.text("resourceGroupName", props.resourceGroupName, RULES.resourceGroupName, {
      atPlan: "left to azurerm",
    });
    this._rules.text("location", props.location, RULES.notEmpty, { atPlan: "left to azurerm" });
    this.sku = props.sku ?? ContainerRegistrySku.STANDARD;
    checkRetention(this._rules, props.untaggedRetentionDays);
    checkTier(this._rules, props);
    this.adminEnabled = props.adminEnabled;
    this.armTokensAllowed = props.armTokensAllowed;
    this._block = new (resource().ContainerRegistry)(this, "Default", {
      name: props.registryName,
      resourceGroupName: props.resourceGroupName,
      location: props.location,
      sku: this.sku,
      // Stated, so that an apply closes what somebody else opens.
      adminEnabled: props.adminEnabled ?? false,
      anonymousPullEnabled: props.anonymousPullEnabled ?? false,
      ...accessArguments(this._rules, props),
      ...modeArgument(props.roleAssignmentMode),
      ...armTokenArguments(props.armTokensAllowed),
      retentionPolicyInDays: props.untaggedRetentionDays,
      // Azure decides on zones, which nobody can disable.
      zoneRedundancyEnabled: props.zoneRedundancyEnabled || undefined,
      tags: props.tags,
      provider: props.provider,
      lifecycle: this._rules.lifecycle({ preventDestroy: props.preventDestroy }),
    });
    claimRegistry(this, props.registryName);
    demandMode(this._block, props.roleAssignmentMode);
    setArmTokens(this, this._block, props.armTokensAllowed);
    leaveIfUnstated(this._block, leftToOthers(this._block), ["zone_redundancy_enabled"]);
    if (props.movedFrom !== undefined) {
      moveFrom(this, props.movedFrom, this._block);
    }
    // A variable may well be false.
    if (props.adminEnabled === true) {
      this._warnOfAdmin();
    }
  }

  /** @internal What azurerm 5 takes and older bindings leave out. */
  public _argumentsOfAzurerm5(resource: TerraformResource): { readonly [argument: string]: unknown } {
    if (resource !== this._block) {
      return {};
    }
    const { roleAssignmentMode } = modeArgument(this.roleAssignmentMode);
    const mode = { [ROLE_ASSIGNMENT_MODE]: roleAssignmentMode };
    return this.armTokensAllowed === undefined ? mode : { ...mode, [ARM_TOKENS]: this.armTokensAllowed };
  }

  /** @internal */
  public _keptOut(): KeptOut {
    return keptOut(this._block);
  }

  /** @internal */
  protected _openAdminAccount(): AdminAccount {
    if (this.adminEnabled === false) {
      fail(this, {
        property: "adminEnabled",
        must: "not be false when adminCredentials() is called",
        got: "false",
        repair: "leave it out, or use ServicePrincipalCredentials",
        see: "admin-account",
      });
    }
    if (!this.adminEnabled) {
      this._warnOfAdmin();
      this._block.adminEnabled = true;
    }
    return accountOnceEnabled(this, this._block);
  }

  /** @internal */
  public _endpointTarget(): EndpointTarget {
    const { sku: tier, _block } = this;
    return { tier, location: _block.location, dataEndpointEnabled: _block.dataEndpointEnabledInput };
  }
}

const IN_ALL_TIERS = ["identity", "tags"];

/** Below Premium, Azure refuses to change them (Azure, "Azure Container Registry SKU features and limits"). */
const IN_PREMIUM = [
  "data_endpoint_enabled",
  "export_policy_enabled",
  "georeplications",
  "network_rule_bypass_option",
  "public_network_access_enabled",
  "quarantine_policy_enabled",
];

/**
 * What others change on a living registry, and what azurerm would revert. Rows of the tests with the real provider earn
 * each path. A registry that leaves Premium gives up what only Premium has.
 */
function leftToOthers(registry: TerraformResource): Paths {
  return ({ sku }) => [
    ...IN_ALL_TIERS,
    ...(sku === ContainerRegistrySku.BASIC || sku === ContainerRegistrySku.STANDARD ? [] : IN_PREMIUM),
    ...(isForAzurerm5(registry) ? [ARM_TOKENS] : []),
    ...(hasMode(registry) ? [ROLE_ASSIGNMENT_MODE] : []),
  ];
}
