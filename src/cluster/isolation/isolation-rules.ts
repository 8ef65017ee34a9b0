import { TerraformStack, Token } from "cdktf";
import { fail } from "../../private/fail";
import type { Rules } from "../../private/rules";
import { wayOf } from "../../registry/endpoint/registry-private-endpoint";
import { refusesArmTokens } from "../../registry/private/arm-tokens";
import { isSameRegistry } from "../../registry/private/same-registry";
import type { AksClusterProps } from "../aks-cluster-props";
import { AksIdentityType } from "../aks-identity-type";
import type { AksNetworkIsolationOptions } from "../aks-network-isolation";
import { AksNodeImageUpgradeChannel } from "../aks-upgrades";
import { checkPullGrant } from "./pull-grant-rules";

/** The channels that need no repository of packages: Azure, "Network isolated Azure Kubernetes Service (AKS) clusters". */
const CHANNELS: readonly string[] = [AksNodeImageUpgradeChannel.NODE_IMAGE, AksNodeImageUpgradeChannel.NONE];

const FROM_OTHER_STACK =
  "look the registry up in this stack with fromLookup, set registryPrepared: true, leave privateEndpoint out, and " +
  "deploy the registry's stack first";

/** What a cluster must not state if its nodes reach nothing but a registry. */
export function checkIsolation(
  rules: Rules,
  { identityType, kubeletIdentity, apiServerAccess, upgrades, provider }: AksClusterProps,
  options: AksNetworkIsolationOptions,
): void {
  const { construct } = rules;
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
      must: "be NodeImage or None with networkIsolated, since the others need package repositories",
      got: channel,
      repair: "set AksNodeImageUpgradeChannel.NODE_IMAGE",
      see: "network-isolation",
    });
  }
  checkRegistry(rules, provider, options);
  checkPullGrant(rules, kubeletIdentity, options);
}

function checkRegistry(
  rules: Rules,
  provider: AksClusterProps["provider"],
  { registry, privateEndpoint, registryPrepared = false }: AksNetworkIsolationOptions,
): void {
  const { construct } = rules;
  if (refusesArmTokens(registry)) {
    fail(construct, {
      property: "networkIsolated.registry",
      must: "accept tokens of Azure Resource Manager, which AKS requires here",
      repair: "remove armTokensAllowed: false from the registry, or set it to true",
      see: "network-isolation",
    });
  }
  const stack = TerraformStack.of(construct);
  // Terraform waits for nothing in another state.
  if (!registryPrepared && TerraformStack.of(registry) !== stack) {
    fail(construct, {
      property: "networkIsolated.registry",
      must: "belong to the cluster's stack, where the cluster waits for its cache rule and endpoint",
      got: registry.node.path,
      repair: FROM_OTHER_STACK,
      see: "network-isolation",
    });
  }
  if (privateEndpoint && TerraformStack.of(privateEndpoint) !== stack) {
    fail(construct, {
      property: "networkIsolated.privateEndpoint",
      must: "belong to the cluster's stack, where the cluster waits for it",
      got: privateEndpoint.node.path,
      repair: FROM_OTHER_STACK,
      see: "network-isolation",
    });
  }
  const ownRegistry = privateEndpoint && wayOf(privateEndpoint)?.registry;
  if (ownRegistry) {
    rules.that(isSameRegistry(construct, ownRegistry, registry), {
      property: "networkIsolated.privateEndpoint",
      must: "be an endpoint of networkIsolated.registry, which the nodes pull from",
      got: privateEndpoint.node.path,
      repair: `pass what addPrivateEndpoint() of '${registry.node.path}' returns`,
      see: "network-isolation",
    });
  }
  const isOther = registry.provider !== undefined && registry.provider.fqn !== (provider?.fqn ?? "azurerm");
  if (isOther && !privateEndpoint && !registryPrepared) {
    fail(construct, {
      property: "networkIsolated.privateEndpoint",
      must: "be set where the registry and the cluster have different providers, since the cluster has the network",
      repair: "pass what registry.addPrivateEndpoint({ subnetId, provider }) returns, with the provider of the network",
      see: "network-isolation",
    });
  }
}
