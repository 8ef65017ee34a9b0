import type { KubernetesClusterDefaultNodePool } from "@cdktf/provider-azurerm/lib/kubernetes-cluster";
import { Token } from "cdktf";
import type { Construct } from "constructs";
import { fail } from "../private/fail";

const WHOLE_NUMBERS = { minimum: 1, maximum: 1000 };

export interface AksNodePoolOptions {
  /** Number of nodes, 1 to 1000. Not together with `minCount` and `maxCount`. @default 3 */
  readonly nodeCount?: number;

  /** Fewest nodes when autoscaling, 1 to 1000. Needs `maxCount`. @default - no autoscaling */
  readonly minCount?: number;

  /** Most nodes when autoscaling, 1 to 1000. Needs `minCount`. @default - no autoscaling */
  readonly maxCount?: number;

  /**
   * Size of the nodes' virtual machines. Changing it moves the pods to a temporary pool and back; the cluster stays.
   *
   * @default Standard_D2s_v5
   */
  readonly vmSize?: string;
}

/** The system node pool, named as `az aks create` names it. */
export function defaultNodePool(
  cluster: Construct,
  options: AksNodePoolOptions,
  orchestratorVersion?: string,
): KubernetesClusterDefaultNodePool {
  return {
    name: "nodepool1",
    // Or an upgrade would leave the nodes behind.
    orchestratorVersion,
    vmSize: options.vmSize ?? "Standard_D2s_v5",
    // Without this name the provider refuses a change of the pool's fixed arguments, or replaces the cluster.
    temporaryNameForRotation: "rotation",
    // AKS answers 10% where nothing was sent, which would show as a change in every plan.
    upgradeSettings: { maxSurge: "10%" },
    ...nodeCounts(cluster, options),
  };
}

function nodeCounts(cluster: Construct, options: AksNodePoolOptions) {
  const { nodeCount, minCount, maxCount } = options;
  for (const [property, value] of Object.entries({ nodeCount, minCount, maxCount })) {
    checkCount(cluster, property, value);
  }
  if (minCount === undefined && maxCount === undefined) {
    return { nodeCount: nodeCount ?? 3 };
  }
  if (minCount === undefined || maxCount === undefined) {
    const missing = minCount === undefined ? "minCount" : "maxCount";
    fail(cluster, { property: missing, must: "be set for autoscaling", repair: "set both minCount and maxCount, or neither" });
  }
  if (nodeCount !== undefined) {
    fail(cluster, {
      property: "nodeCount",
      must: "be left out with minCount and maxCount",
      got: String(nodeCount),
      repair: "leave the number of nodes to the autoscaler",
    });
  }
  if (!Token.isUnresolved(minCount) && !Token.isUnresolved(maxCount) && minCount > maxCount) {
    fail(cluster, {
      property: "minCount",
      must: `not exceed maxCount (${maxCount})`,
      got: String(minCount),
      repair: "exchange them",
    });
  }
  return { autoScalingEnabled: true, minCount, maxCount };
}

function checkCount(cluster: Construct, property: string, value: number | undefined): void {
  const { minimum, maximum } = WHOLE_NUMBERS;
  if (value === undefined || Token.isUnresolved(value)) {
    return;
  }
  if (!Number.isInteger(value) || value < minimum || value > maximum) {
    fail(cluster, {
      property,
      must: `be a whole number from ${minimum} to ${maximum}`,
      got: String(value),
      repair: "choose a number in this range",
    });
  }
}
