import type { TerraformProvider } from "cdktf";
import type { ContainerRegistrySku, RegistryPermissionMode } from "../../interfaces";
import type { ContainerRegistryAccessOptions } from "../container-registry-access";

/** Who gets the same host for the same registry name again. It cannot be changed. */
export enum DomainNameLabelScope {
  /** The same Microsoft Entra tenant. */
  TENANT_REUSE = "TenantReuse",

  /** The same subscription. */
  SUBSCRIPTION_REUSE = "SubscriptionReuse",

  /** The same resource group. */
  RESOURCE_GROUP_REUSE = "ResourceGroupReuse",

  /** Nobody, not even you. */
  NO_REUSE = "NoReuse",
}

export interface LabelledContainerRegistryProps extends ContainerRegistryAccessOptions {
  /** 5 to 50 letters and digits. Changing it replaces the registry and deletes its images. */
  readonly registryName: string;

  /** Changing it replaces the registry and deletes its images. */
  readonly resourceGroupName: string;

  /** Azure region, such as `westeurope`. Changing it replaces the registry and deletes its images. */
  readonly location: string;

  /** Changing it replaces the registry and deletes its images. */
  readonly domainNameLabelScope: DomainNameLabelScope;

  /** @default ContainerRegistrySku.STANDARD */
  readonly sku?: ContainerRegistrySku;

  /** As for `new ContainerRegistry`. @default false */
  readonly anonymousPullEnabled?: boolean;

  /**
   * Which role assignments the registry honors. It is created in this mode, with azurerm 4 as well. Of a registry that
   * exists, SWITCHING alone changes the mode, and ABAC is refused while it has the other.
   *
   * @default - RegistryPermissionMode.RBAC for grants and for a new registry; later as it is today
   */
  readonly permissionMode?: RegistryPermissionMode;

  /** As for `new ContainerRegistry`. @default - Azure's: true, or as it is today */
  readonly armTokensAllowed?: boolean;

  /** Days until manifests without a tag are deleted, 0 to 365; 0 deletes at once. Requires Premium. @default - they are kept */
  readonly untaggedRetentionDays?: number;

  /** As for `new ContainerRegistry`. @default false */
  readonly preventDestroy?: boolean;

  /** As for `new ContainerRegistry`. @default - the construct was neither renamed nor moved */
  readonly movedFrom?: string;

  /** All tags of the registry: others that it has are removed. @default - none, or as they are today */
  readonly tags?: { [key: string]: string };

  /** An azurerm provider for the registry's subscription. @default - the stack's only azurerm provider */
  readonly provider?: TerraformProvider;
}
