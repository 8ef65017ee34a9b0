import { ContainerRegistry as BareRegistry } from "@cdktf/provider-azurerm/lib/container-registry";
import type { TerraformStack } from "cdktf";
import * as product from "../../src";
import { knownCluster, knownRegistry, LITERAL, pullSecret, registryOf } from "./builders";
import { identityId, KEY_VAULT_ID, LOGIN_SERVER, OBJECT_ID, REGISTRY_ID, subnetId } from "./values";

export type Example = (stack: TerraformStack) => unknown;

export const PLACE = { resourceGroupName: "rg", location: "westeurope" };

export const ISSUER = "https://oidc.contoso.com/prod";
export const SUBJECTS = [{ namespaceName: "apps", serviceAccountName: "app" }];

export const lookedUpCluster = (stack: TerraformStack) =>
  product.AksCluster.fromLookup(stack, "aks", { clusterName: "prod", resourceGroupName: "rg" });

const pullIdentity = (stack: TerraformStack, consumer: product.PullIdentityConsumer) =>
  new product.PullIdentity(stack, "pull", { ...PLACE, issuerUrl: ISSUER, subjects: SUBJECTS, consumer });

/** A right value of each type that something public requires, or that a nested property is tried in. */
export const EXAMPLES: Readonly<Record<string, Example>> = {
  "cdktf.TerraformResource": (stack) => new BareRegistry(stack, "bare", { ...PLACE, name: "contoso", sku: "Standard" }),
  AcrAccessTokenProps: (stack) => ({
    pullIdentity: pullIdentity(stack, product.PullIdentityConsumer.EXTERNAL_SECRETS),
    registry: knownRegistry(stack),
  }),
  AcrCredentialProviderProps: (stack) => ({ registries: [knownRegistry(stack)], tenantId: OBJECT_ID }),
  AksServiceAccountImagePullProps: (stack) => ({
    cluster: lookedUpCluster(stack),
    previewEnabled: true,
    defaultIdentity: { identityId: identityId("nodes"), clientId: OBJECT_ID, principalId: OBJECT_ID },
  }),
  AksApiServerAccessOptions: () => ({}),
  ArgoCdChartSecretProps: () => ({ credentials: LITERAL }),
  ContainerRegistryResourceOptions: () => ({}),
  AksClusterAttributes: () => ({ kubeletObjectId: OBJECT_ID }),
  AksClusterLookupOptions: () => ({ clusterName: "prod", resourceGroupName: "rg" }),
  AksClusterProps: () => ({ clusterName: "prod", ...PLACE }),
  AksEntraOptions: () => ({ adminGroupObjectIds: [OBJECT_ID] }),
  AksKubernetesProviderProps: (stack) => ({ cluster: lookedUpCluster(stack), alias: "prod" }),
  AksNetworkOptions: () => ({ plugin: product.AksNetworkPlugin.AZURE_CNI_OVERLAY }),
  ContainerRegistryAttributes: () => ({ registryId: REGISTRY_ID, loginServer: LOGIN_SERVER }),
  ContainerRegistryLookupOptions: () => ({ registryName: "contoso", resourceGroupName: "rg" }),
  // Premium, which its private endpoints demand.
  ContainerRegistryProps: () => ({ registryName: "contoso", ...PLACE, sku: product.ContainerRegistrySku.PREMIUM }),
  CustomerAccessProps: (stack) => ({
    registry: knownRegistry(stack),
    repositories: ["product/*"],
    expiry: "2099-06-30T00:00:00Z",
    keyVaultId: KEY_VAULT_ID,
  }),
  DefaultServiceAccountProps: (stack) => ({ imagePullSecrets: [pullSecret(stack)] }),
  GrantOptions: () => ({}),
  IContainerRegistry: (stack) => knownRegistry(stack, { roleAssignmentMode: product.RegistryRoleAssignmentMode.ABAC }),
  IRegistryGrant: (stack) => registryOf(stack, "granting").grantPull(knownCluster(stack, "granted")),
  IRegistryGrantee: (stack) => knownCluster(stack),
  ImagePolicyProps: () => ({ allowedImages: [LOGIN_SERVER] }),
  ImagePullSecretAttributes: () => ({ secretName: "acr-pull", namespaces: ["apps"] }),
  ImagePullSecretProps: () => ({ credentials: [LITERAL], namespaces: ["apps"] }),
  RegistryKeyVaultSecretOptions: () => ({
    loginServer: LOGIN_SERVER,
    keyVaultId: KEY_VAULT_ID,
    usernameSecretName: "acr-username",
    passwordSecretName: "acr-password",
  }),
  UserAssignedIdentityAttributes: () => ({
    identityId: identityId("pull"),
    clientId: OBJECT_ID,
    principalId: OBJECT_ID,
    tenantId: OBJECT_ID,
  }),
  RegistryPasswordOptions: () => ({ loginServer: LOGIN_SERVER, username: "puller", password: "correct-horse" }),
  EntraPrincipalProps: () => ({ principalId: OBJECT_ID }),
  PullCheckProps: () => ({ image: `${LOGIN_SERVER}/team/app:1`, namespaces: ["apps"] }),
  PullCheckToleration: () => ({ key: "team" }),
  PullIdentityApplication: () => ({}),
  PullIdentityProps: () => ({ ...PLACE, issuerUrl: ISSUER, subjects: SUBJECTS }),
  PullRoleAssignmentProps: () => ({
    registryId: REGISTRY_ID,
    principalId: OBJECT_ID,
    roleAssignmentMode: product.RegistryRoleAssignmentMode.ABAC,
  }),
  PullSecretPolicyProps: (stack) => ({ mode: product.PullSecretPolicyMode.VALIDATE, imagePullSecret: pullSecret(stack) }),
  RegistryCacheCredentials: () => ({
    keyVaultId: KEY_VAULT_ID,
    usernameSecretName: "hub-username",
    passwordSecretName: "hub-password",
  }),
  RegistryCacheProps: (stack) => ({ registry: knownRegistry(stack), upstream: "ghcr.io/contoso/*", repository: "ghcr/*" }),
  RegistryPrivateDnsOptions: () => ({}),
  RegistryPrivateEndpointProps: (stack) => ({ registry: registryOf(stack), subnetId: subnetId("prod") }),
  RegistryTokenProps: (stack) => ({ registry: knownRegistry(stack), repositories: ["team/*"] }),
  ServiceAccountAttributes: () => ({ serviceAccountName: "app", namespaces: ["apps"] }),
  ServiceAccountProps: (stack) => ({ imagePullSecrets: [pullSecret(stack)] }),
  ServiceAccountSubject: () => ({ namespaceName: "apps", serviceAccountName: "app" }),
  ServicePrincipalCredentialsProps: (stack) => ({
    registry: knownRegistry(stack, { roleAssignmentMode: product.RegistryRoleAssignmentMode.ABAC }),
  }),
};
