import { Token } from "cdktf";
import { fail } from "../../private/fail";
import type { Rules } from "../../private/rules";
import type { AksClusterProps } from "../aks-cluster-props";
import { AksIdentityType } from "../aks-identity-type";
import type { AksNetworkIsolationOptions } from "../aks-network-isolation";
import { AksNodeImageUpgradeChannel } from "../aks-upgrades";

/** The channels that need no repository of packages: Azure, "Network isolated Azure Kubernetes Service (AKS) clusters". */
const CHANNELS: readonly string[] = [AksNodeImageUpgradeChannel.NODE_IMAGE, AksNodeImageUpgradeChannel.NONE];

/** What a cluster must not state if its nodes reach nothing but a registry. */
export function checkIsolation(
  { construct }: Rules,
  { identityType, apiServerAccess, upgrades, provider }: AksClusterProps,
  { registry, privateEndpoint, registryPrepared = false }: AksNetworkIsolationOptions,
): void {
  if (identityType === AksIdentityType.SYSTEM_ASSIGNED) {
    fail(construct, {
      property: "identityType",
      must: "be USER_ASSIGNED with networkIsolated, since both identities need permissions before the cluster exists",
      got: identityType,
      repair: "leave identityType out",
      see: "network-isolation",
    });
  }
  const { authorizedIpRanges, privateClusterEnabled } = apiServerAccess ?? {};
  if (authorizedIpRanges !== undefined || privateClusterEnabled === false) {
    fail(construct, {
      property: "apiServerAccess",
      must: "be left out with networkIsolated, whose API server has a private address only",
      repair: "leave it out",
      see: "network-isolation",
    });
  }
  const channel = upgrades?.nodeImageChannel;
  if (channel !== undefined && !Token.isUnresolved(channel) && !CHANNELS.includes(channel)) {
    fail(construct, {
      property: "upgrades.nodeImageChannel",
      must: "be NodeImage or None with networkIsolated, since the others reach for repositories of packages",
      got: channel,
      repair: "set AksNodeImageUpgradeChannel.NODE_IMAGE",
      see: "network-isolation",
    });
  }
  const isOther = registry.provider !== undefined && registry.provider !== provider;
  if (isOther && !privateEndpoint && !registryPrepared) {
    fail(construct, {
      property: "networkIsolated.privateEndpoint",
      must: "be set where the registry has another provider than the cluster, which has the network",
      repair: "pass what registry.privateEndpoint({ subnetId, provider }) returns, with the provider of the network",
      see: "network-isolation",
    });
  }
}
