import type { KubernetesCluster } from "@cdktf/provider-azurerm/lib/kubernetes-cluster";
import { argumentsAt, valueAt } from "../private/ownership/arguments";

const PROFILE = "api_server_access_profile";
const POOL = "default_node_pool";

/** What a cluster tells of itself to this package. azurerm's data sources do not tell it of existing ones. */
export interface VnetIntegrated {
  /** Whether the API server is in a subnet of the cluster's network, as it is stated: a flag or an expression. */
  _vnetIntegration?(): unknown;
}

/** As it is stated now, overrides included. */
export function vnetIntegrationOf(cluster: KubernetesCluster): unknown {
  const [profile] = [argumentsAt(cluster, [PROFILE])[PROFILE]].flat();
  return valueAt({ profile }, "profile.virtual_network_integration_enabled");
}

/** The same: all pools of a cluster are in the network of its first one. */
export function nodesSubnetOf(cluster: KubernetesCluster): unknown {
  const [pool] = [argumentsAt(cluster, [POOL])[POOL]].flat();
  return valueAt({ pool }, "pool.vnet_subnet_id") ?? null;
}
