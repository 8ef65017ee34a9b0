import type { KubernetesClusterNetworkProfile } from "@cdktf/provider-azurerm/lib/kubernetes-cluster";
import { fail } from "../private/fail";
import type { Rules } from "../private/rules";

/** How pods get their addresses: Azure, "Azure Kubernetes Service (AKS) CNI networking overview". @experimental */
export enum AksNetworkPlugin {
  /** Azure CNI Overlay, which Azure recommends: pods have a range of their own and use no addresses of the subnet. */
  AZURE_CNI_OVERLAY = "overlay",

  /** Azure CNI Node Subnet: pods use addresses of the nodes' subnet. Azure counts it among the legacy plugins. */
  AZURE_CNI_NODE_SUBNET = "node-subnet",
}

/**
 * What enforces network policies: Azure, "Secure traffic between pods by using network policies in AKS".
 *
 * @experimental
 */
export enum AksNetworkPolicy {
  /** Azure Network Policy Manager, which Azure retires. */
  AZURE = "azure",

  /** Calico, which AKS installs on the nodes. */
  CALICO = "calico",

  /** Requires AksNetworkDataPlane.CILIUM. Azure recommends it. */
  CILIUM = "cilium",
}

/**
 * What moves the packets of pods: Azure, "Configure Azure CNI Powered by Cilium in Azure Kubernetes Service (AKS)".
 *
 * @experimental
 */
export enum AksNetworkDataPlane {
  /** The one of Azure CNI, which Azure uses where none is stated. */
  AZURE = "azure",

  /** Requires AksNetworkPlugin.AZURE_CNI_OVERLAY, and no network policy other than AksNetworkPolicy.CILIUM. */
  CILIUM = "cilium",
}

/** The network of a cluster's pods. @experimental */
export interface AksNetworkOptions {
  /** Decide once: a cluster can be upgraded to AZURE_CNI_OVERLAY, but not changed to AZURE_CNI_NODE_SUBNET. */
  readonly plugin: AksNetworkPlugin;

  /** Can be added later. Changing or removing it replaces the cluster. @default - Azure's: none, or as it is today */
  readonly policy?: AksNetworkPolicy;

  /** Decide once: stating another one than the cluster has replaces it. @default - Azure's, or as it is today */
  readonly dataPlane?: AksNetworkDataPlane;
}

export function networkProfile(rules: Rules, options: AksNetworkOptions): KubernetesClusterNetworkProfile {
  const { plugin, policy, dataPlane } = options;
  checkCilium(rules, options);
  return {
    networkPlugin: "azure",
    networkPluginMode: plugin === AksNetworkPlugin.AZURE_CNI_OVERLAY ? "overlay" : undefined,
    networkPolicy: policy,
    networkDataPlane: dataPlane,
  };
}

/** The requirements of the provider, in "azurerm_kubernetes_cluster". */
function checkCilium(rules: Rules, { plugin, policy, dataPlane }: AksNetworkOptions): void {
  const isCilium = dataPlane === AksNetworkDataPlane.CILIUM;
  if (policy === AksNetworkPolicy.CILIUM && !isCilium) {
    fail(rules.construct, {
      property: "network.dataPlane",
      must: "be cilium with the network policy cilium",
      got: dataPlane,
      repair: "set dataPlane: AksNetworkDataPlane.CILIUM",
    });
  }
  if (isCilium && plugin !== AksNetworkPlugin.AZURE_CNI_OVERLAY) {
    fail(rules.construct, {
      property: "network.plugin",
      must: "be overlay with the data plane cilium",
      got: plugin,
      repair: "set plugin: AksNetworkPlugin.AZURE_CNI_OVERLAY",
    });
  }
  if (isCilium && policy !== undefined && policy !== AksNetworkPolicy.CILIUM) {
    fail(rules.construct, {
      property: "network.policy",
      must: "be cilium or left out with the data plane cilium",
      got: policy,
      repair: "set policy: AksNetworkPolicy.CILIUM",
    });
  }
}
