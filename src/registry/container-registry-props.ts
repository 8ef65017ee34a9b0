import type { TerraformProvider } from "cdktf";
import type { ContainerRegistrySku, RegistryRoleAssignmentMode } from "../interfaces";
import type { ContainerRegistryAccessOptions } from "./container-registry-access";

export interface ContainerRegistryProps extends ContainerRegistryAccessOptions {
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
   * If somebody else enables it, the next apply disables it.
   *
   * @default false, or true once `adminCredentials()` is called
   */
  readonly adminEnabled?: boolean;

  /**
   * Whether everybody who can reach the registry may pull all of its images without a login. Requires Standard or
   * Premium (Azure, "Unauthenticated anonymous pull access"). If somebody else enables it, the next apply disables it.
   *
   * @default false
   */
  readonly anonymousPullEnabled?: boolean;

  /**
   * Which role assignments the registry honors. With `ProviderGeneration.useAzurerm5` the registry is created in this
   * mode, which azurerm 4.55, the version that cdktf's bindings require, cannot do. A registry
   * that is in use goes through MIGRATING, SWITCHING and REMOVING, one deploy each: SWITCHING alone changes its mode, and
   * RBAC and ABAC are refused with azurerm 5 while it has the other. Grants in other stacks are not looked at.
   *
   * @default - RegistryRoleAssignmentMode.RBAC for grants and for a new registry; later as it is today
   */
  readonly roleAssignmentMode?: RegistryRoleAssignmentMode;

  /**
   * Whether azapi reads the mode of the registry, which azurerm 4 cannot, so that a plan fails if grants in this stack
   * assign roles that it does not honor. `true` adds the provider azapi, which logs in as azurerm does by default, if the
   * stack has none. With azurerm 5, the registry's own resource has the mode, and azapi reads nothing. Must be a literal.
   *
   * @default - where the stack has azapi already, in version 2 or later, and the registry no provider of its own
   */
  readonly readPermissionMode?: boolean;

  /**
   * Whether the registry takes tokens of Azure Resource Manager, which allow much more than a pull, beside those of Azure
   * Container Registry. Azure recommends `false` (Azure, "Configure registry acceptance of Microsoft Entra
   * authentication scopes" of 2026-06-11). Nodes of AKS log in with the latter; msi-acrpull and old clients do
   * not. With azurerm 4 the provider azapi sets it.
   *
   * @default - Azure's: true, or as it is today
   */
  readonly armTokensAllowed?: boolean;

  /**
   * Days until manifests without a tag are deleted, 1 to 365. Requires Premium (Azure, "Set a retention policy for
   * untagged manifests in Azure Container Registry"). If somebody else sets a retention, the next apply removes it, but
   * for one of 0 days, which deletes at once and which azurerm cannot tell from none.
   *
   * @default - they are kept
   */
  readonly untaggedRetentionDays?: number;

  /**
   * Requests zone redundancy when the registry is created, which the provider accepts in Premium only. Azure enables it
   * for every tier in regions with zones, and it cannot be disabled (Azure, "Zone redundancy in Azure Container
   * Registry"). A later change has no effect: the provider would replace the registry and delete its images.
   *
   * @default - Azure's: true in regions with zones
   */
  readonly zoneRedundancyEnabled?: boolean;

  /**
   * Whether a plan that would delete the registry, and its images with it, fails. Must be a literal. To destroy it,
   * deploy once with `false`. The setting **cannot prevent** the deletion if you delete the construct, or rename or move
   * it without `movedFrom`, because it disappears with it.
   *
   * @default false
   */
  readonly preventDestroy?: boolean;

  /**
   * The construct path that the registry had in the last deployment, without the stack, such as `platform/acr`. `moved`
   * blocks keep it, what is below it, and its grants, in other stacks of the app too. Take it out after the deployment:
   * as long as it is stated, a plan that would create or replace the registry fails.
   *
   * @default - the construct was neither renamed nor moved
   */
  readonly movedFrom?: string;

  /** All tags of the registry: others that it has are removed. @default - none, or as they are today */
  readonly tags?: { [key: string]: string };

  /** @default - the stack's only azurerm provider */
  readonly provider?: TerraformProvider;
}
