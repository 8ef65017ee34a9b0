import {
  isObject,
  type JsonObject,
  listOf,
  objectOf,
  textOf,
} from "../../../../packages/terraform-stack-tools/src/stack/json";
import { REGISTRIES, SUBNETS } from "../../known";
import { canPull } from "../../registry/pulls";
import { refuse } from "../../server/messages";
import { isType, key, type Resource, type Store } from "../../store/store";
import { endpointsOf, membersOf } from "../network/endpoints";
import { networkIdOf, resolve } from "../network/zones";

const UPSTREAM = "mcr.microsoft.com/*";
const REPOSITORY = "aks-managed-repository/*";
const MAY_JOIN = ["Network Contributor", "Contributor", "Owner"];

interface Identities {
  readonly controlPlane?: string;
  readonly kubelet?: string;
}

/**
 * What a new cluster needs to find before its first node starts, if that may reach nothing but a registry (Azure, "Create
 * a network isolated Azure Kubernetes Service (AKS) cluster"). Azure finds most of it missing only when the node fails.
 */
export function checkIsolation(store: Store, stated: JsonObject, identities: Identities): void {
  const { artifactSource, containerRegistryId } = objectOf(stated.bootstrapProfile);
  const { outboundType } = objectOf(stated.networkProfile);
  if (artifactSource !== "Cache") {
    if (outboundType === "none" || outboundType === "block") {
      missing(`the outbound type ${outboundType} needs the artifact source Cache`);
    }
    return;
  }
  const pools = listOf(stated.agentPoolProfiles).filter(isObject);
  const subnetId = textOf(pools[0]?.vnetSubnetID);
  const id = textOf(containerRegistryId);
  // AKS makes a registry of its own, with all that it needs.
  if (id === "") {
    return;
  }
  const found = store.get(id);
  const registry = found && isType(found, REGISTRIES) ? found : missing(`the registry ${id} was not found`);
  checkProfile(stated);
  checkRegistry(store, registry);
  checkNetwork(store, registry, subnetId);
  if (!store.roles.holds(identities.controlPlane ?? "", subnetId, MAY_JOIN)) {
    missing(`the identity of the control plane has no Network Contributor on the subnet ${subnetId}`);
  }
  if (!canPull(store, identities.kubelet ?? "", registry.id, REPOSITORY.replace("*", "oss/kubernetes/pause")).allowed) {
    missing(`the kubelet identity may not pull from the registry ${registry.name}`);
  }
}

function missing(what: string): never {
  return refuse(400, "NetworkIsolatedClusterNotReady", `The network isolated cluster cannot be bootstrapped: ${what}.`);
}

/** Azure, "Network isolated Azure Kubernetes Service (AKS) clusters". */
function checkProfile(stated: JsonObject): void {
  const { enablePrivateCluster, enableVnetIntegration } = objectOf(stated.apiServerAccessProfile);
  if (enablePrivateCluster !== true && enableVnetIntegration !== true) {
    missing("the API server is public");
  }
  if (objectOf(stated.networkProfile).networkPlugin !== "azure") {
    missing("kubenet is not supported");
  }
  const channel = textOf(objectOf(stated.autoUpgradeProfile).nodeOSUpgradeChannel);
  if (!["", "None", "NodeImage"].includes(channel)) {
    missing(`the node upgrade channel ${channel} is not supported`);
  }
}

function checkRegistry(store: Store, registry: Resource): void {
  const { policies } = registry.properties;
  if (objectOf(objectOf(policies).azureADAuthenticationAsArmPolicy).status === "disabled") {
    missing(`the registry ${registry.name} refuses tokens of Azure Resource Manager`);
  }
  const rules = store.below(registry.id).filter((one) => isType(one, `${REGISTRIES}/cacheRules`));
  const isRight = ({ properties }: Resource) =>
    properties.sourceRepository === UPSTREAM && properties.targetRepository === REPOSITORY;
  if (!rules.some(isRight)) {
    missing(`the registry ${registry.name} has no cache rule from ${UPSTREAM} to ${REPOSITORY}`);
  }
}

/** The nodes find each host of the registry at an address of an endpoint that their network reaches. */
function checkNetwork(store: Store, registry: Resource, subnetId: string): void {
  const subnet = store.get(subnetId);
  if (!subnet || !isType(subnet, SUBNETS)) {
    missing(`the subnet of the nodes ${subnetId} was not found`);
  }
  const networkId = networkIdOf(subnetId);
  const endpoints = endpointsOf(store, registry.id).filter((one) => reaches(store, networkId, one));
  if (endpoints.length === 0) {
    missing(`the registry ${registry.name} has no private endpoint that the network of the nodes reaches`);
  }
  const addresses = endpoints.flatMap(addressesOf);
  for (const { host } of membersOf(store, registry)) {
    const found = resolve(store, networkId, host);
    if (found.length === 0 || !found.every((address) => addresses.includes(address))) {
      missing(`the nodes do not find ${host} at a private address`);
    }
  }
}

function addressesOf({ properties }: Resource): string[] {
  return listOf(properties.customDnsConfigs)
    .filter(isObject)
    .flatMap(({ ipAddresses }) => listOf(ipAddresses).map(textOf));
}

/** In the same network, or in one that is peered with it. */
function reaches(store: Store, networkId: string, { properties }: Resource): boolean {
  const other = networkIdOf(textOf(objectOf(properties.subnet).id));
  const peered = store
    .below(networkId)
    .filter((one) => isType(one, "Microsoft.Network/virtualNetworks/virtualNetworkPeerings"))
    .map((one) => textOf(objectOf(one.properties.remoteVirtualNetwork).id));
  return [networkId, ...peered].some((id) => key(id) === key(other));
}
