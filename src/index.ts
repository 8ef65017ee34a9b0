export * from "./interfaces";
export * from "./constructs/registry/container-registry";
export type { ContainerRegistryAccessOptions } from "./constructs/registry/container-registry-access";
export type { ContainerRegistryProps } from "./constructs/registry/container-registry-props";
export type {
  ContainerRegistryAttributes,
  ContainerRegistryLookupOptions,
} from "./constructs/registry/existing-container-registry";
export * from "./constructs/cluster/aks-cluster";
export type { AksClusterProps } from "./constructs/cluster/aks-cluster-props";
export * from "./constructs/cluster/aks-identity-type";
export {
  type AksClusterAttributes,
  type AksClusterLookupOptions,
  AksPrincipal,
} from "./constructs/cluster/existing-aks-cluster";
export * from "./constructs/cluster/automatic/aks-automatic-cluster";
export type { AksAutomaticClusterLookupOptions } from "./constructs/cluster/automatic/existing-automatic-cluster";
export type { AksIdentity } from "./constructs/cluster/aks-identities";
export type { AksNodePoolOptions } from "./constructs/cluster/aks-node-pool";
export {
  AksNetworkDataPlane,
  type AksNetworkOptions,
  AksNetworkPlugin,
  AksNetworkPolicy,
} from "./constructs/cluster/aks-network";
export type { AksApiServerAccessOptions, AksEntraOptions } from "./constructs/cluster/aks-access";
export {
  AksNodeImageUpgradeChannel,
  AksUpgradeChannel,
  type AksUpgradeOptions,
} from "./constructs/cluster/aks-upgrades";
export * from "./constructs/cluster/aks-tier";
export * from "./constructs/registry/pull-role-assignment";
export { PullIdentity } from "./constructs/identity/pull-identity";
export type {
  ExistingPullIdentity,
  PullIdentityApplication,
  PullIdentityProps,
} from "./constructs/identity/pull-identity-props";
export * from "./constructs/identity/aks-service-account-image-pull";
export * from "./constructs/identity/acr-credential-provider";
export * from "./constructs/identity/kubernetes-distribution";
export * from "./constructs/identity/acr-pull-binding";
export * from "./constructs/identity/acr-access-token";
export * from "./constructs/credentials/service-principal-credentials";
export * from "./constructs/credentials/registry-token";
export * from "./constructs/credentials/registry-credentials";
export * from "./constructs/delivery/image-pull-secret";
export * from "./constructs/delivery/service-account";
export * from "./constructs/delivery/default-service-account";
export * from "./constructs/delivery/pull-secret-policy";
export * from "./constructs/delivery/pull-check";
export type {
  PullCheckPodOptions,
  PullCheckResources,
  PullCheckToleration,
} from "./constructs/delivery/pull-check-pod";
export * from "./constructs/cluster/aks-kubernetes-provider";
export * from "./constructs/provider-generation";
