import type { KubernetesClusterDefaultNodePool } from "@cdktf/provider-azurerm/lib/kubernetes-cluster";
import { Token } from "cdktf";
import { fail } from "../private/fail";
import type { Rules } from "../private/rules";
import { RULES } from "../private/text-rules";

const NODE_COUNT = { minimum: 1, maximum: 1000, repair: "choose a number in this range" };

export interface AksNodePoolOptions {
  /**
   * Number of nodes, 1 to 1000, without autoscaling. Cannot be combined with `minCount` and `maxCount`.
   *
   * @default - 3, or none with `minCount` and `maxCount`
   */
  readonly nodeCount?: number;

  /** Minimum number of nodes for autoscaling, 1 to 1000. Requires `maxCount`. @default - no autoscaling */
  readonly minCount?: number;

  /** Maximum number of nodes for autoscaling, 1 to 1000. Requires `minCount`. @default - no autoscaling */
  readonly maxCount?: number;

  /**
   * Size of the nodes' virtual machines. Changing it moves the pods to a temporary pool and back and keeps the cluster.
   *
   * @default Standard_D2s_v5
   */
  readonly vmSize?: string;

  /**
   * Availability zones of the nodes, such as `["1", "2", "3"]`, which Azure recommends for production (Azure,
   * "Availability zones in Azure Kubernetes Service (AKS)"). Changing them moves the pods as a change of `vmSize` does.
   *
   * @default - none
   */
  readonly zones?: string[];

  /**
   * Resource id of the nodes' subnet, such as one in the virtual network of a registry's private endpoint. The identity
   * of the control plane gets the role Network Contributor on it, which a `controlPlaneIdentity` must already have
   * (Azure, "Azure Kubernetes Service (AKS) CNI networking overview"). A cluster stays in its virtual network (Azure,
   * "Create node pools with unique subnets in Azure Kubernetes Service (AKS)"): another subnet of it moves the pods as a
   * change of `vmSize` does, and everything else takes a new cluster.
   *
   * @default - a virtual network that AKS makes for the cluster
   */
  readonly subnetId?: string;
}

/** The system node pool, with the name that `az aks create` gives it. */
export function defaultNodePool(
  rules: Rules,
  options: AksNodePoolOptions,
  orchestratorVersion?: string,
): KubernetesClusterDefaultNodePool {
  const { vmSize = "Standard_D2s_v5", zones } = options;
  rules.text("vmSize", vmSize, RULES.notEmpty, { atPlan: "left to azurerm" });
  rules.texts("zones", zones ?? [], RULES.zone, { atPlan: "left to Azure" });
  rules.distinct("zones", "a zone", zones ?? []);
  return {
    name: "nodepool1",
    // Otherwise an upgrade of the cluster would not upgrade the nodes.
    orchestratorVersion,
    vmSize,
    // Without this name the provider rejects changes of the pool's immutable arguments, or replaces the cluster.
    temporaryNameForRotation: "rotation",
    zones,
    ...nodeCounts(rules, options),
  };
}

function nodeCounts(rules: Rules, options: AksNodePoolOptions) {
  const { nodeCount, minCount, maxCount } = options;
  for (const [property, value] of Object.entries({ nodeCount, minCount, maxCount })) {
    if (value !== undefined) {
      rules.wholeNumber(property, value, NODE_COUNT);
    }
  }
  if (minCount === undefined && maxCount === undefined) {
    return { nodeCount: nodeCount ?? 3, autoScalingEnabled: false };
  }
  if (minCount === undefined || maxCount === undefined) {
    const missing = minCount === undefined ? "minCount" : "maxCount";
    fail(rules.construct, {
      property: missing,
      must: "be set for autoscaling",
      repair: "set both minCount and maxCount, or neither",
    });
  }
  if (nodeCount !== undefined) {
    fail(rules.construct, {
      property: "nodeCount",
      must: "be left out with minCount and maxCount",
      got: String(nodeCount),
      repair: "leave the number of nodes to the autoscaler",
    });
  }
  if (!Token.isUnresolved(minCount) && !Token.isUnresolved(maxCount) && minCount > maxCount) {
    fail(rules.construct, {
      property: "minCount",
      must: `not exceed maxCount (${maxCount})`,
      got: String(minCount),
      repair: "swap them",
    });
  }
  return { autoScalingEnabled: true, minCount, maxCount };
}
