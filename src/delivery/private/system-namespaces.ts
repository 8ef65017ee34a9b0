/**
 * Namespaces of Kubernetes itself and of the add-ons of AKS. A pod that is rejected there takes the cluster down.
 * Sources: Kubernetes, "Namespaces"; Azure, "Frequently asked questions about Azure Kubernetes Service", on admission
 * controllers.
 */
export const SYSTEM_NAMESPACES: readonly string[] = [
  "kube-system",
  "kube-public",
  "kube-node-lease",
  "aks-command",
  "aks-istio-egress",
  "aks-istio-ingress",
  "aks-istio-system",
  "app-routing-system",
  "azure-arc",
  "calico-system",
  "gatekeeper-system",
  "tigera-operator",
];

/** The label with the name of a namespace, which the API server sets: Kubernetes, "Namespaces". */
export const NAME_LABEL = "kubernetes.io/metadata.name";

export function isSystemNamespace(name: string): boolean {
  return SYSTEM_NAMESPACES.includes(name);
}
