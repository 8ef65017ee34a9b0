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

  /** Service tier. @default ContainerRegistrySku.STANDARD */
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
   * Which role assignments the registry honors. It is created in this mode by azurerm 4.81 or later
   * (`ProviderGeneration.useAzurerm5`), otherwise in RBAC mode, with a warning if ABAC is stated. The mode is sent at
   * creation alone: whoever changes it later, such as Azure, is not reverted, and with azurerm 4.81 or later a plan fails
   * while the registry has another mode than the one that is stated. To change it, leave this out or set EITHER first.
   *
   * @default - unknown, so that grants assign the roles of both modes; a new registry is in RBAC mode,
   * later as it is today
   */
  readonly roleAssignmentMode?: RegistryRoleAssignmentMode;

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

  /** An azurerm provider for the registry's subscription. @default - the stack's only azurerm provider */
  readonly provider?: TerraformProvider;
}
