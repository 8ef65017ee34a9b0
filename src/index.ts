export * from "./interfaces";
export * from "./registry/container-registry";
export type { ContainerRegistryAccessOptions } from "./registry/container-registry-access";
export type { ContainerRegistryResourceOptions } from "./registry/declared-container-registry";
export type { ContainerRegistryProps } from "./registry/container-registry-props";
export type {
  ContainerRegistryAttributes,
  ContainerRegistryLookupOptions,
} from "./registry/existing-container-registry";
export * from "./registry/cache/registry-cache";
export type { RegistryCacheCredentials, RegistryCacheProps } from "./registry/cache/registry-cache-props";
export { RegistryPrivateEndpoint } from "./registry/endpoint/registry-private-endpoint";
export type {
  RegistryPrivateDnsOptions,
  RegistryPrivateEndpointProps,
} from "./registry/endpoint/registry-private-endpoint-props";
export * from "./cluster/aks-cluster";
export * from "./cluster/aks-cluster-props";
export type { AksClusterAttributes, AksClusterLookupOptions } from "./cluster/existing-aks-cluster";
export type { AksNodePoolOptions } from "./cluster/aks-node-pool";
export {
  AksNetworkDataPlane,
  type AksNetworkOptions,
  AksNetworkPlugin,
  AksNetworkPolicy,
} from "./cluster/aks-network";
export type { AksApiServerAccessOptions, AksEntraOptions } from "./cluster/aks-access";
export { AksNodeImageUpgradeChannel, AksUpgradeChannel } from "./cluster/aks-upgrades";
export * from "./registry/pull-role-assignment";
export type { PullRoleAssignmentProps } from "./registry/pull-role-assignment-props";
export { PullIdentity } from "./identity/pull-identity";
export type {
  PullIdentityApplication,
  PullIdentityCluster,
  PullIdentityProps,
} from "./identity/pull-identity-props";
export * from "./identity/entra-principal";
export * from "./identity/aks-service-account-image-pull";
export * from "./identity/acr-credential-provider";
export { KubernetesDistribution } from "./identity/node-files";
export * from "./identity/acr-access-token";
export * from "./credentials/service-principal-credentials";
export * from "./credentials/registry-token";
export * from "./credentials/customer-access";
export * from "./credentials/registry-credentials";
export * from "./delivery/image-pull-secret";
export type { ImagePullSecretAttributes } from "./delivery/existing-image-pull-secret";
export * from "./delivery/service-account";
export type { ServiceAccountAttributes } from "./delivery/existing-service-account";
export * from "./delivery/default-service-account";
export * from "./delivery/pull-secret-policy";
export type { PullSecretPolicyProps } from "./delivery/pull-secret-policy-props";
export * from "./delivery/image-policy";
export type { ImagePolicyProps } from "./delivery/image-policy-props";
export * from "./delivery/argo-cd-chart-secret";
export * from "./delivery/pull-check";
export type {
  PullCheckPodOptions,
  PullCheckToleration,
} from "./delivery/pull-check-pod";
export * from "./cluster/aks-kubernetes-provider";
export * from "./provider-generation";
