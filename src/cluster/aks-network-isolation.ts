import type { IContainerRegistry, IPullGrant, IRegistryPrivateEndpoint } from "../interfaces";

/**
 * A cluster whose nodes reach nothing but a registry, through which they get what AKS runs in them (Azure, "Create a
 * network isolated Azure Kubernetes Service (AKS) cluster"). All that a first node needs exists before the cluster: the
 * cache rule, the private endpoint with its records, and the permissions of both identities.
 */
export interface AksNetworkIsolationOptions {
  /**
   * The registry, in Premium. The kubelet identity gets the permission to pull from it, unless it has it already. Changing
   * the registry takes effect when nodes are reimaged.
   */
  readonly registry: IContainerRegistry;

  /**
   * Resource id of the subnet of the nodes. The identity of the control plane gets the role Network Contributor on it,
   * which a `controlPlaneIdentity` must already have.
   */
  readonly subnetId: string;

  /**
   * The endpoint of the registry, as `registry.privateEndpoint` returned it: required where the registry has another
   * provider than the cluster, and for a registry that has one already. Its zone must be linked to the nodes' network.
   *
   * @default - a new one in the subnet of the nodes, with a zone of its own
   */
  readonly privateEndpoint?: IRegistryPrivateEndpoint;

  /**
   * Whether the registry has been prepared, such as by another stack: with the cache rule `aks-managed-mcr`, from
   * `mcr.microsoft.com/*` to `aks-managed-repository/*`, and an endpoint that the nodes find. Only the permissions are
   * created then.
   *
   * @default false
   */
  readonly registryPrepared?: boolean;

  /**
   * The grant that the given `kubeletIdentity` has on the registry already, such as one that another cluster with the same
   * identity was given: what `registry.grantPull(otherCluster)` returns, or a `PullRoleAssignment`. The cluster waits for
   * it. Azure would refuse a second one with 409.
   *
   * @default - a new one, unless `pullGranted`
   */
  readonly pullGrant?: IPullGrant;

  /**
   * Whether the given `kubeletIdentity` may pull from the registry already, by a grant of another stack or of somebody
   * else. None is created then, and none is waited for.
   *
   * @default false
   */
  readonly pullGranted?: boolean;
}
