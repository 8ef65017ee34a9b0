import { Token } from "cdktf";
import { hint } from "../private/error-topics";
import { fail } from "../private/fail";
import type { Arguments } from "../private/ownership/arguments";
import type { Rules } from "../private/rules";
import { warn } from "../private/warn";

/**
 * Which Kubernetes versions AKS installs: Azure, "Automatically upgrade an Azure Kubernetes Service (AKS) cluster".
 *
 * @experimental
 */
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

/** Which node images AKS installs: Azure, "Auto-upgrade node operating system images". @experimental */
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

/** The channels that install Kubernetes versions. */
const MOVING = [AksUpgradeChannel.PATCH, AksUpgradeChannel.STABLE, AksUpgradeChannel.RAPID];

export function checkUpgrades(
  rules: Rules,
  channel?: AksUpgradeChannel,
  nodeImageChannel?: AksNodeImageUpgradeChannel,
  kubernetesVersion?: string,
): void {
  warnOfMovedVersion(rules, channel, kubernetesVersion);
  const isOther = nodeImageChannel !== AksNodeImageUpgradeChannel.NODE_IMAGE && !Token.isUnresolved(nodeImageChannel);
  if (channel === AksUpgradeChannel.NODE_IMAGE && isOther) {
    fail(rules.construct, {
      property: "nodeImageUpgradeChannel",
      must: "be NodeImage with the upgrade channel node-image",
      got: nodeImageChannel,
      repair: "set nodeImageUpgradeChannel: AksNodeImageUpgradeChannel.NODE_IMAGE",
    });
  }
}

/** Azure, "Automatically upgrade an Azure Kubernetes Service (AKS) cluster" of 2026-07-02. */
function warnOfMovedVersion(rules: Rules, channel: AksUpgradeChannel | undefined, version?: string): void {
  const isMoving = channel !== undefined && MOVING.includes(channel);
  if (isMoving && version !== undefined && !Token.isUnresolved(version) && hasPatch(version)) {
    const minor = version.split(".").slice(0, 2).join(".");
    const repair = channel === AksUpgradeChannel.PATCH ? `write '${minor}'` : "leave it out";
    warn(
      rules.construct,
      `kubernetesVersion '${version}' applies only when the cluster is created, since the upgrade channel ${channel} ` +
        `installs newer versions; ${repair}, or set upgradeChannel: AksUpgradeChannel.NONE to choose patches yourself; ` +
        hint("versions-of-channels"),
    );
  }
}

/** The argument: null, which an apply sends, for no channel. */
export function sentChannel(channel: AksUpgradeChannel | undefined): string | undefined {
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
  const isPatched = typeof version === "string" && hasPatch(version);
  const isMoved = channel === AksUpgradeChannel.PATCH ? isPatched : channel !== AksUpgradeChannel.NODE_IMAGE;
  return channel !== undefined && isMoved ? ["kubernetes_version", "default_node_pool.orchestrator_version"] : [];
}

/** A version of three parts. */
function hasPatch(version: string): boolean {
  return version.split(".").length > 2;
}
