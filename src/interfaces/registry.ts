import type { TerraformProvider } from "cdktf";
import type { IConstruct } from "constructs";
import type { IRegistryCredentials } from "./credentials";
import type { IRegistryGrant, IRegistryGrantee } from "./pull-grant";

/**
 * Which role assignments a registry honors, as far as somebody knows: Azure, "Azure Container Registry Entra permissions
 * and role assignments overview" of 2026-06-11. `az acr show --query roleAssignmentMode` prints the mode of a registry.
 */
export enum RegistryRoleAssignmentMode {
  /** "RBAC Registry Permissions": AcrPull, on the whole registry. Nobody pulls by it in ABAC mode. */
  RBAC = "LegacyRegistryPermissions",

  /**
   * "RBAC Registry + ABAC Repository Permissions": Container Registry Repository Reader, optionally limited to
   * repositories. Nobody pulls by it in RBAC mode.
   */
  ABAC = "AbacRepositoryPermissions",

  /** The roles of both modes, as if it were left out, with `repositories` that limit the one of ABAC mode. */
  EITHER = "Either",
}

/** Service tier of a registry (Azure, "Azure Container Registry SKU features and limits"). */
export enum ContainerRegistrySku {
  /** For trials: the lowest limits. */
  BASIC = "Basic",
  /** For most uses of production. */
  STANDARD = "Standard",
  /** With private endpoints, network rules and zones, and the highest limits. */
  PREMIUM = "Premium",
}

export interface GrantOptions {
  /**
   * The repositories that may be pulled: names, or prefixes such as `team/*`. They limit a registry in ABAC mode only:
   * with EITHER, all can be pulled as long as it is in RBAC mode. With azurerm 5.2 or later
   * (`ProviderGeneration.useAzurerm5`) a change is an update in place. With azurerm 4 it replaces the role assignment,
   * and pulls fail until the registry honors the new one: prefer prefixes.
   *
   * @default - all repositories
   */
  readonly repositories?: string[];

  /**
   * Resource id of an existing role assignment, such as the AcrPull of `az aks update --attach-acr`. It is imported (an
   * `import` block, Terraform 1.5 or later) instead of created, which Azure would reject with 409. The role of the other
   * mode is assigned beside it. With ABAC stated, it is that of the role of ABAC mode. Can stay in place after the import.
   *
   * @default - the role assignment is created
   */
  readonly existingRoleAssignmentId?: string;

  /**
   * The construct path that the grant had before the registry or the grantee was renamed or moved, without the stack:
   * `<grantee>/PullFrom-<registry>`, such as `aks/PullFrom-acr`; inside the path of the registry, `--` replaces `/`. A
   * `moved` block keeps the role assignment, which would otherwise be deleted and created again. Not needed where the
   * registry or the grantee states its own `movedFrom`, which this one precedes. Can stay in place afterwards.
   *
   * @default - the grant was neither renamed nor moved
   */
  readonly movedFrom?: string;
}

/** A registry with the images. */
export interface IContainerRegistry extends IConstruct {
  /** Resource id of the registry, the scope of its role assignments. */
  readonly registryId: string;

  /** Host name to pull from, such as `contoso.azurecr.io`. Not derived from the registry's name. */
  readonly loginServer: string;

  /** Name of the registry, unique in all of Azure. */
  readonly registryName: string;

  /** Resource group of the registry. */
  readonly resourceGroupName: string;

  /** Service tier, which limits the number of tokens. @default - unknown, for an existing registry */
  readonly sku?: ContainerRegistrySku;

  /** Which role assignments the registry honors. @default - unknown, so that grants assign the roles of both modes */
  readonly roleAssignmentMode?: RegistryRoleAssignmentMode;

  /** The azurerm provider for the registry's subscription. @default - the stack's only azurerm provider */
  readonly provider?: TerraformProvider;

  /**
   * Allows a Microsoft Entra identity to pull from this registry: AcrPull, which acts in RBAC mode, and Container Registry
   * Repository Reader, which acts in ABAC mode, so that it keeps pulling when somebody changes the mode; one of them where
   * the mode is stated (Azure, "Azure Container Registry Entra permissions and role assignments overview"). A second call
   * for the same grantee returns the first grant; it may add `movedFrom`, as for the grant that
   * `ServicePrincipalCredentials` creates.
   *
   * @throws if the grantee was granted other repositories before, if repositories are given and the mode is neither ABAC
   * nor EITHER, or if the grantee already has a grant of another registry with the same construct path
   */
  grantPull(grantee: IRegistryGrantee, options?: GrantOptions): IRegistryGrant;

  /**
   * Allows a Microsoft Entra identity, such as that of a pipeline, to push to this registry and to pull from it: AcrPush,
   * which acts in RBAC mode, and Container Registry Repository Writer, which acts in ABAC mode; one of them where the mode
   * is stated (Azure, "Azure Container Registry Entra permissions and role assignments overview"). The roles delete
   * nothing. A second call for the same grantee returns the first grant. Its construct path is
   * `<grantee>/PushTo-<registry>`.
   *
   * @throws as `grantPull` does
   */
  grantPullPush(grantee: IRegistryGrantee, options?: GrantOptions): IRegistryGrant;

  /**
   * User name and password of the admin account: one account for the whole registry, which can also push and delete.
   * For development only. Both land in the state.
   *
   * @throws if the admin account is unknown (`fromRegistryAttributes`) or was disabled explicitly
   */
  adminCredentials(): IRegistryCredentials;
}
