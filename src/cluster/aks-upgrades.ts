import { Token } from "cdktf";
import { fail } from "../private/fail";
import * as kinds from "../private/kinds";
import type { Arguments } from "../private/ownership/arguments";
import type { Rules } from "../private/rules";

/** Which Kubernetes versions AKS installs: Azure, "Automatically upgrade an Azure Kubernetes Service (AKS) cluster". */
export enum AksUpgradeChannel {
  /** The latest patch of the minor version. */
  PATCH = "patch",

  /** The latest patch of the minor version before the latest. */
  STABLE = "stable",

  /** The latest patch of the latest minor version. */
  RAPID = "rapid",

  /** The Kubernetes version stays. Requires AksNodeImageUpgradeChannel.NODE_IMAGE. */
  NODE_IMAGE = "node-image",

  /** None: turns off a channel that the cluster has. */
  NONE = "none",
}

/** Which node images AKS installs: Azure, "Auto-upgrade node operating system images". */
export enum AksNodeImageUpgradeChannel {
  /** Images with all fixes, about weekly. Azure's default. */
  NODE_IMAGE = "NodeImage",

  /** Images with security fixes alone, mostly without replacing nodes. */
  SECURITY_PATCH = "SecurityPatch",

  /** The updates of the operating system itself, outside the control of AKS. */
  UNMANAGED = "Unmanaged",

  /** None: somebody has to upgrade the images. */
  NONE = "None",
}

export interface AksUpgradeOptions {
  /**
   * Azure recommends PATCH or STABLE for production. A version that the channel installs is no change in a plan: with
   * STABLE and RAPID, and with PATCH if it has three parts, `kubernetesVersion` is used to create the cluster only.
   *
   * @default - Azure's: none, or as it is today
   */
  readonly channel?: AksUpgradeChannel;

  /** @default - Azure's: NODE_IMAGE, or as it is today */
  readonly nodeImageChannel?: AksNodeImageUpgradeChannel;
}

export const UPGRADE_SHAPE: kinds.Shape<AksUpgradeOptions> = {
  // Decides which changes of the version are ignored.
  channel: kinds.optional(kinds.oneOf(AksUpgradeChannel)),
  nodeImageChannel: kinds.optional(kinds.oneOf(AksNodeImageUpgradeChannel, { atPlan: "left to azurerm" })),
};

export function checkUpgrades(rules: Rules, { channel, nodeImageChannel }: AksUpgradeOptions): void {
  const isOther = nodeImageChannel !== AksNodeImageUpgradeChannel.NODE_IMAGE && !Token.isUnresolved(nodeImageChannel);
  if (channel === AksUpgradeChannel.NODE_IMAGE && isOther) {
    fail(rules.construct, {
      property: "upgrades.nodeImageChannel",
      must: "be NodeImage with the upgrade channel node-image",
      got: nodeImageChannel,
      repair: "set nodeImageChannel: AksNodeImageUpgradeChannel.NODE_IMAGE",
    });
  }
}

/** The argument: null, which an apply sends, for no channel. */
export function upgradeChannel(channel: AksUpgradeChannel | undefined): string | undefined {
  return channel === AksUpgradeChannel.NONE ? Token.asString(Token.nullValue()) : channel;
}

/**
 * The versions that the stated channel installs. A version of two parts stays as it is while its patches are installed
 * (Azure REST API, "Managed Clusters").
 */
export function versionsOfChannel({
  automatic_upgrade_channel: channel,
  kubernetes_version: version,
}: Arguments): string[] {
  const hasPatch = typeof version === "string" && version.split(".").length > 2;
  const isMoved = channel === AksUpgradeChannel.PATCH ? hasPatch : channel !== AksUpgradeChannel.NODE_IMAGE;
  return channel !== undefined && isMoved ? ["kubernetes_version", "default_node_pool.orchestrator_version"] : [];
}
