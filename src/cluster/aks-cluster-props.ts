import type { TerraformProvider } from "cdktf";
import type { UserAssignedIdentityAttributes } from "../interfaces";
import type { AksApiServerAccessOptions, AksEntraOptions } from "./aks-access";
import type { AksNetworkOptions } from "./aks-network";
import type { AksNodePoolOptions } from "./aks-node-pool";
import type { AksNodeImageUpgradeChannel, AksUpgradeChannel } from "./aks-upgrades";

/** Who creates the identities of a new cluster. @experimental */
export enum AksIdentityType {
  /** User-assigned identities, new or existing: the pull grant exists before the first node, which can pull at once. */
  USER_ASSIGNED = "UserAssigned",

  /** AKS creates both, as `az aks create` does, and the pull grant follows: the first pulls may fail for minutes. */
  SYSTEM_ASSIGNED = "SystemAssigned",
}

/**
 * What AKS promises, and costs: Azure, "Free, Standard, and Premium pricing tiers for AKS cluster management".
 *
 * @experimental
 */
export enum AksTier {
  /** No uptime SLA. For trials. */
  FREE = "Free",

  /** With an uptime SLA, which Azure recommends for production. */
  STANDARD = "Standard",

  /** As STANDARD, with long-term support of Kubernetes versions. */
  PREMIUM = "Premium",
}

export interface AksClusterProps extends AksNodePoolOptions {
  /** 1 to 63 letters, digits, `-` and `_`, with a letter or digit at both ends. Changing it replaces the cluster. */
  readonly clusterName: string;

  /** Changing it replaces the cluster. */
  readonly resourceGroupName: string;

  /** Azure region, such as `westeurope`. Changing it replaces the cluster. */
  readonly location: string;

  /**
   * First label of the API server's host name: 1 to 54 letters, digits and `-`, starting and ending with a letter or
   * digit. Changing it replaces the cluster.
   *
   * @default - the name of the cluster, with `-` for `_`, cut to 54 characters
   */
  readonly dnsPrefix?: string;

  /**
   * Version of the control plane and the nodes, such as `1.33` or `1.33.5`. A version that an upgrade channel installed
   * is no change if `upgradeChannel` states it.
   *
   * @default - the version that AKS recommends when the cluster is created; later as it is today
   */
  readonly kubernetesVersion?: string;

  /**
   * Decide once: changing to USER_ASSIGNED replaces the cluster, changing from it deletes the identities that its nodes
   * use.
   *
   * @default AksIdentityType.USER_ASSIGNED
   * @experimental
   */
  readonly identityType?: AksIdentityType;

  /** An identity for the control plane. Decide once. @default - a new one, `<clusterName>-control-plane` */
  readonly controlPlaneIdentity?: UserAssignedIdentityAttributes;

  /**
   * An existing identity for the nodes, which pulls the images. If `controlPlaneIdentity` is given as well, that
   * identity must already have the role Managed Identity Operator on this one; otherwise the role is assigned. Changing
   * it replaces the cluster.
   *
   * @default - a new one, `<clusterName>-kubelet`
   */
  readonly kubeletIdentity?: UserAssignedIdentityAttributes;

  /** The network. Another plugin replaces the cluster. @default - AKS chooses; later as it is today @experimental */
  readonly network?: AksNetworkOptions;

  /** Who may use the API. @default - Azure's: a local administrator, or as it is today @experimental */
  readonly entra?: AksEntraOptions;

  /** From where the API server can be reached. @default - Azure's: everywhere, or as it is today @experimental */
  readonly apiServerAccess?: AksApiServerAccessOptions;

  /**
   * Azure recommends PATCH or STABLE for production. A version that the channel installs is no change in a plan: with
   * STABLE and RAPID, and with PATCH if it has three parts, `kubernetesVersion` is used to create the cluster only.
   *
   * @default - Azure's: none, or as it is today
   * @experimental
   */
  readonly upgradeChannel?: AksUpgradeChannel;

  /** Which node images are installed. @default - Azure's: NODE_IMAGE, or as it is today @experimental */
  readonly nodeImageUpgradeChannel?: AksNodeImageUpgradeChannel;

  /** The pricing tier. @default - Azure's: AksTier.FREE, or as it is today @experimental */
  readonly tier?: AksTier;

  /**
   * Whether a plan that would delete the cluster fails. Must be a literal. To destroy it, deploy once with `false`. The
   * setting **cannot prevent** the deletion if you delete the construct, or rename or move it without `movedFrom`, because
   * it disappears with it.
   *
   * @default false
   */
  readonly preventDestroy?: boolean;

  /**
   * The construct path that the cluster had in the last deployment, without the stack, such as `platform/aks`. `moved`
   * blocks keep it, its identities and the grants below it. Take it out after the deployment: as long as it is stated, a
   * plan that would create or replace the cluster fails.
   *
   * @default - the construct was neither renamed nor moved
   */
  readonly movedFrom?: string;

  /** All tags of cluster and new identities: others are removed. @default - none, or as they are today */
  readonly tags?: { [key: string]: string };

  /** An azurerm provider for the cluster's subscription. @default - the stack's only azurerm provider */
  readonly provider?: TerraformProvider;
}
